package dev.jobs.store.jdbc.connection;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The error codes of a database that mean more than the standard's, or something else. Immutable. */
public interface FaultCodes {
    /** The meaning of an exception by its own code, without its causes; empty: the code has none of its own. */
    Optional<SqlFault> meaning(SQLException e);

    /** The advice for a message about this exception, with what parts it from the message; empty: none. */
    default String advice(final SQLException e) {
        return "";
    }

    /** The codes of several databases, for faults before it is known which one answers. */
    static FaultCodes ofAny(final List<FaultCodes> all) {
        final List<FaultCodes> codes = List.copyOf(all);
        return new FaultCodes() {
            @Override
            public Optional<SqlFault> meaning(final SQLException e) {
                return codes.stream().flatMap(one -> one.meaning(e).stream()).findFirst();
            }

            @Override
            public String advice(final SQLException e) {
                return codes.stream()
                        .map(one -> one.advice(e))
                        .filter(advice -> !advice.isEmpty())
                        .findFirst()
                        .orElse("");
            }
        };
    }
}
