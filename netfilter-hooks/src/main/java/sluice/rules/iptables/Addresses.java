package sluice.rules.iptables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import sluice.inet.Ipv4Addresses;
import sluice.inet.Ipv6Address;
import sluice.packet.Octets;
import sluice.rules.RuleFamily;

/** Addresses and networks, as {@code xtables_ipparse_any} reads them. */
final class Addresses {
    private Addresses() {}

    /** A network: an address with the bits outside of the mask cleared. */
    record Network(byte[] address, byte[] mask) {
        /** Whether every address is in it. */
        boolean all() {
            for (byte each : mask) if (each != 0) return false;
            return true;
        }

        /** Length of the prefix, or -1 if the mask is not one. */
        int prefix() {
            int length = 0;
            while (length < 8 * mask.length && bit(length)) length++;
            for (int i = length; i < 8 * mask.length; i++) if (bit(i)) return -1;
            return length;
        }

        private boolean bit(int index) {
            return ((mask[index / 8] >>> (7 - index % 8)) & 1) != 0;
        }

        /** As {@code iptables-save} writes it. */
        String text() {
            int prefix = prefix();
            return Addresses.text(address)
                    + "/"
                    + (prefix >= 0 ? Integer.toString(prefix) : Addresses.text(mask));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Network that
                    && Arrays.equals(address, that.address)
                    && Arrays.equals(mask, that.mask);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(address) + Arrays.hashCode(mask);
        }
    }

    static int length(RuleFamily family) {
        return family == RuleFamily.IP ? 4 : 16;
    }

    /** An address as text. */
    static String text(byte[] address) {
        return address.length == 4
                ? Ipv4Addresses.text(Octets.i32(address, 0))
                : Ipv6Address.read(address, 0).toString();
    }

    /** Networks with commas between. */
    static List<Network> networks(RuleFamily family, Word word) {
        List<Network> networks = new ArrayList<>();
        int column = word.column();
        for (String each : word.text().split(",", -1)) {
            networks.add(network(family, each.strip(), column));
            column += each.length() + 1;
        }
        return networks;
    }

    static Network network(RuleFamily family, String text, int column) {
        int slash = text.indexOf('/');
        byte[] address = address(family, slash < 0 ? text : text.substring(0, slash), column);
        byte[] mask = mask(family, slash < 0 ? "" : text.substring(slash + 1), column);
        for (int i = 0; i < mask.length; i++) address[i] &= mask[i];
        return new Network(address, mask);
    }

    /** A mask as prefix length or address; all bits if it is empty. */
    static byte[] mask(RuleFamily family, String text, int column) {
        int octets = length(family);
        byte[] mask = new byte[octets];
        if (text.isEmpty()) {
            Arrays.fill(mask, (byte) 0xff);
            return mask;
        }
        OptionalInt length = Values.whole(text, 0, 8 * octets);
        if (length.isPresent()) {
            for (int i = 0; i < length.getAsInt(); i++) mask[i / 8] |= (byte) (0x80 >>> i % 8);
            return mask;
        }
        Optional<byte[]> address = family == RuleFamily.IP ? quad(text, true) : ipv6(text);
        return address.orElseThrow(
                () -> new Refused(column, "a mask was expected, not '" + text + "'"));
    }

    /** An address; names are not looked up. */
    static byte[] address(RuleFamily family, String text, int column) {
        Optional<byte[]> address = family == RuleFamily.IP ? quad(text, false) : ipv6(text);
        return address.orElseThrow(() ->
                new Refused(
                        column,
                        "an address was expected, not '"
                                + text
                                + "'; names of hosts are not looked up"));
    }

    private static Optional<byte[]> ipv6(String text) {
        return Ipv6Address.checked(text)
                .map(address -> {
                    byte[] octets = new byte[16];
                    address.writeTo(octets, 0);
                    return octets;
                });
    }

    // __numeric_to_ipaddr: octets in any radix; those that are missing are zero, but not in a mask.
    private static Optional<byte[]> quad(String text, boolean mask) {
        String[] parts = text.split("\\.", -1);
        if (parts.length > 4 || (mask && parts.length != 4)) return Optional.empty();
        byte[] octets = new byte[4];
        for (int i = 0; i < parts.length; i++) {
            OptionalInt octet = Values.whole(parts[i], 0, 255);
            if (octet.isEmpty()) return Optional.empty();
            octets[i] = (byte) octet.getAsInt();
        }
        return Optional.of(octets);
    }

    /** The last address of a range {@code a-b}. */
    static byte[][] range(RuleFamily family, Given given, String text) {
        int dash = text.indexOf('-');
        int column = given.word().column();
        byte[] from = address(family, dash < 0 ? text : text.substring(0, dash), column);
        byte[] to = dash < 0 ? from : address(family, text.substring(dash + 1), column);
        if (Arrays.compareUnsigned(from, to) > 0)
            throw given.refused("the range " + text + " ends before it begins");
        return new byte[][] {from, to};
    }
}
