package dev.hearth.gateway.run;

import dev.hearth.gateway.catalog.FunctionDescription;
import dev.hearth.gateway.http.Requirement;
import java.util.List;

/**
 * What a reference leads to.
 *
 * @param unmet why a call of it would be refused; empty: it would not be
 */
record DescribedCall(FunctionDescription function, List<Requirement> unmet) {
    DescribedCall {
        unmet = List.copyOf(unmet);
    }
}
