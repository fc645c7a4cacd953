package sluice.nat;

/** Which half of a tuple is changed ({@code enum nf_nat_manip_type}). */
public enum Manip {
    /** The source: at POST_ROUTING and LOCAL_IN. */
    SRC,
    /** The destination: at PRE_ROUTING and LOCAL_OUT. */
    DST
}
