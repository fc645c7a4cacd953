package sluice.conntrack;

import sluice.inet.ReassemblyOptions;
import sluice.netfilter.NfFamily;

/** What gathering fragments asks of the host. */
public interface FragmentPolicy {
    /** Time and room for fragments of a family, by the sysctls of now. */
    ReassemblyOptions options(NfFamily family);

    /** Time ran out for a datagram whose first fragment is there. */
    void expired(NfFamily family, byte[] firstFragment);
}
