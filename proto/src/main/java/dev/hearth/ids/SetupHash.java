package dev.hearth.ids;

/** Digest of an app version, its canonical setup and the fingerprint of its secrets. Equal hashes may share a runner. */
public record SetupHash(String value) {
    public SetupHash {
        Ids.requireText(value, "SetupHash");
    }

    @Override
    public String toString() {
        return value;
    }
}
