package dev.hearth.agent.outbound;

import dev.hearth.network.PublicAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.function.Predicate;

/** Which addresses may be asked. */
record Addresses(Lookup lookup, Predicate<InetAddress> allowed) {
    /** All addresses of a name. */
    interface Lookup {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    static Addresses of(OutboundConfig config) {
        return new Addresses(
                InetAddress::getAllByName, address -> config.allowPrivate() || PublicAddress.isPublic(address));
    }

    /**
     * The address to connect to. All addresses of the name are checked, and the one that is answered is connected to, so that
     * the name cannot mean another machine a moment later. Blocks while the name is looked up.
     */
    InetAddress require(Destination destination) {
        InetAddress[] all = lookUp(destination);
        if (!Arrays.stream(all).allMatch(allowed)) {
            throw new OutboundException(
                    "%s cannot be asked: %s is a private address".formatted(destination.uri(), destination.host()),
                    false,
                    false);
        }
        return all[0];
    }

    private InetAddress[] lookUp(Destination destination) {
        try {
            return lookup.of(destination.host());
        } catch (UnknownHostException _) {
            throw new OutboundException(
                    "%s cannot be asked: there is no host '%s'".formatted(destination.uri(), destination.host()),
                    false,
                    true);
        }
    }
}
