package dev.jobs.store.jdbc.operations;

import dev.jobs.store.jdbc.table.Syntax;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The queues and types that live workers handle. */
record Handled(Set<Profile> profiles) {
    /** The types and queues that some workers handle: a service has few different ones. */
    private record Profile(Set<String> queues, Set<String> types) {}

    static Handled read(final Connection connection, final Syntax syntax) throws SQLException {
        final Set<Profile> profiles = new HashSet<>();
        final String sql = "select queues, types from jobs_worker where expires_at > " + syntax.now();
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                profiles.add(new Profile(texts(row.getArray(1)), texts(row.getArray(2))));
            }
        }
        return new Handled(profiles);
    }

    boolean contains(final Lane lane) {
        return profiles.stream()
                .anyMatch(profile -> profile.queues().contains(lane.queue())
                        && profile.types().contains(lane.type()));
    }

    /** The queues and types, perhaps the same ones several times. */
    Stream<Lane> lanes() {
        return profiles.stream()
                .flatMap(profile -> profile.queues().stream()
                        .flatMap(queue -> profile.types().stream().map(type -> new Lane(queue, type))));
    }

    static Set<String> texts(final Array array) throws SQLException {
        return Stream.of((Object[]) array.getArray()).map(String::valueOf).collect(Collectors.toUnmodifiableSet());
    }
}
