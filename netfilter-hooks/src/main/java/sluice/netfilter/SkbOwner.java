package sluice.netfilter;

/** A socket whose send buffer a packet counts against until it is freed. */
public interface SkbOwner {
    /** A packet that counted {@code octets} was freed. */
    void freed(int octets);
}
