package sluice.rules.nft;

import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.Expression;

/**
 * {@code symhash}: the same number for both directions of a connection ({@code nft_symhash}), from
 * addresses, ports and protocol.
 *
 * <p>Differs: the kernel's hash has a key of its own on every boot; so which number a connection
 * gets is as arbitrary here as there.
 */
record FlowHash(int modulus, int offset) implements Expression {
    private static final int GOLDEN = 0x9e37_79b9;

    @Override
    public int lengthOctets() {
        return Integer.BYTES;
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        byte[] octets = packet.octets();
        int network = packet.networkOffset();
        boolean ipv6 = packet.layer() == Evaluation.Layer.IPV6;
        int length = ipv6 ? 16 : 4;
        int from = network + (ipv6 ? 8 : 12);
        int hash = packet.protocol();
        if (packet.layer() != Evaluation.Layer.OTHER && from + 2 * length <= packet.limit()) {
            for (int i = 0; i < length; i += 4)
                hash =
                        mixed(
                                hash,
                                Octets.i32(octets, from + i),
                                Octets.i32(octets, from + length + i));
            int ports = packet.transportOffset();
            boolean hasPorts = packet.protocol() == 6 || packet.protocol() == 17;
            if (hasPorts && packet.fragmentOffset() == 0 && ports + 4 <= packet.limit())
                hash = mixed(hash, Octets.u16(octets, ports), Octets.u16(octets, ports + 2));
        }
        long scaled = ((hash & 0xffff_ffffL) * (modulus & 0xffff_ffffL)) >>> 32;
        Octets.put32(to, at, (int) scaled + offset);
        return true;
    }

    private static int mixed(int hash, int a, int b) {
        int sum = (hash + (a ^ b) + (a + b)) * GOLDEN;
        return sum ^ (sum >>> 15);
    }
}
