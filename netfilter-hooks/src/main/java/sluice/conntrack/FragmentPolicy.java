package sluice.conntrack;

import sluice.inet.InetDrop;
import sluice.inet.ReassemblyOptions;
import sluice.netfilter.NfFamily;

/** What gathering fragments asks of the host. */
public interface FragmentPolicy {
    /** Time and room for fragments of a family, by the sysctls of now. */
    ReassemblyOptions options(NfFamily family);

    /** Time ran out for a datagram whose first fragment is there. */
    void expired(NfFamily family, byte[] firstFragment);

    /** A fragment is gathered. */
    default void gathering(NfFamily family) {}

    /** A datagram is whole. */
    default void gathered(NfFamily family) {}

    /** A datagram was given up before it was whole. */
    default void failed(NfFamily family, InetDrop why) {}
}
