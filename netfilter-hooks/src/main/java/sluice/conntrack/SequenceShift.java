package sluice.conntrack;

/**
 * How the sequence numbers of one direction are moved since a segment's length was changed ({@code
 * struct nf_ct_seqadj}).
 */
final class SequenceShift {
    /** Sequence number from which {@link #after} holds. */
    int correction;

    /** Octets added before {@link #correction}. */
    int before;

    /** Octets added from {@link #correction} on. */
    int after;
}
