package sluice.script;

import java.util.Optional;
import sluice.edge.IpAddress;

/**
 * An address with the length of its network's prefix.
 *
 * @param lengthBits 0 to 32, or to 128 for IPv6
 */
public record Prefix(IpAddress address, int lengthBits) {
    /** {@code 0.0.0.0/0}: every IPv4 destination. */
    public static final Prefix ALL4 = new Prefix(IpAddress.ANY4, 0);

    /** {@code 192.0.2.1/24} or {@code 2001:db8::1/64}; empty for anything else. */
    public static Optional<Prefix> checked(String text) {
        int slash = text.indexOf('/');
        if (slash < 0
                || text.length() - slash > 4
                || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        int length = Integer.parseInt(text, slash + 1, text.length(), 10);
        return Texts.address(text.substring(0, slash))
                .filter(address -> length <= (address.isV4() ? 32 : 128))
                .map(address -> new Prefix(address, length));
    }

    @Override
    public String toString() {
        return address + "/" + lengthBits;
    }
}
