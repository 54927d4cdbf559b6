package dev.jobs.examples.reports;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of reports; its statements are for H2 and PostgreSQL alike. */
@Repository
class Reports {
    private final JdbcClient database;

    Reports(final JdbcClient database) {
        this.database = database;
    }

    /** Adds a report without a PDF; nothing if there is one of this id: its user's browser has sent the order twice. */
    void add(final UUID id, final String owner, final String title) {
        database.sql("""
                        insert into report (id, owner, title)
                        select cast(:id as uuid), cast(:owner as varchar), cast(:title as varchar)
                        where not exists (select 1 from report where id = :id)
                        """)
                .param("id", id)
                .param("owner", owner)
                .param("title", title)
                .update();
    }

    /** The newest reports of an owner. */
    List<Report> newestOf(final String owner) {
        return database.sql("""
                        select id, title, ordered_at, pdf is not null as is_ready
                        from report
                        where owner = :owner
                        order by ordered_at desc, id desc
                        fetch first 50 rows only
                        """)
                .param("owner", owner)
                .query((row, number) -> new Report(
                        row.getObject("id", UUID.class),
                        row.getString("title"),
                        row.getObject("ordered_at", OffsetDateTime.class).toInstant(),
                        row.getBoolean("is_ready")))
                .list();
    }

    /** The PDF; empty if it is not ready, or not this owner's. */
    Optional<byte[]> pdf(final UUID id, final String owner) {
        return database.sql("select pdf from report where id = :id and owner = :owner and pdf is not null")
                .param("id", id)
                .param("owner", owner)
                .query((row, number) -> row.getBytes("pdf"))
                .optional();
    }

    void keepPdf(final UUID id, final byte[] pdf) {
        database.sql("update report set pdf = :pdf where id = :id")
                .param("pdf", pdf)
                .param("id", id)
                .update();
    }
}
