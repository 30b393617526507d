package dev.hearth.network;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/** Tells addresses of the open network from those that only mean something inside one. */
public final class PublicAddress {
    private PublicAddress() {}

    /** Whether anybody on the open network means the same by it. Everything else needs the operator's leave. */
    public static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address _ -> isPublic4(bytes[0] & 0xff, bytes[1] & 0xff, bytes[2] & 0xff);
            case Inet6Address _ -> isPublic6(bytes);
            default -> false;
        };
    }

    private static boolean isPublic4(int first, int second, int third) {
        return switch (first) {
            case 0 -> false;
            case 100 -> second < 64 || second > 127; // shared between a provider's customers
            case 192 -> !(second == 0 && (third == 0 || third == 2));
            case 198 -> second != 18 && second != 19 && !(second == 51 && third == 100);
            case 203 -> !(second == 0 && third == 113);
            default -> first < 240;
        };
    }

    /** Only global unicast, and not the prefixes that carry an IPv4 address along. */
    private static boolean isPublic6(byte[] bytes) {
        int first = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
        int second = ((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff);
        boolean isGlobal = (first & 0xe000) == 0x2000;
        boolean isTunnel = first == 0x2002 || (first == 0x2001 && second == 0);
        boolean isExample = first == 0x2001 && second == 0x0db8;
        return isGlobal && !isTunnel && !isExample;
    }
}
