package dev.hearth.gateway.http;

import java.util.List;

/** The one error with a body of its own: the list of what is missing (wire protocol 1.7). */
public final class RequirementsNotMet extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Requirement> requirements;

    /** The first requirement's text becomes the message. */
    public RequirementsNotMet(List<Requirement> requirements) {
        super(requirements.getFirst().message());
        this.requirements = List.copyOf(requirements);
    }

    public List<Requirement> requirements() {
        return requirements;
    }

    /** The list as JSON, for the way between services; a list that is too long for it ends early. */
    public String listAsJson() {
        return RequirementsJson.of(requirements);
    }
}
