package sluice.ndis;

/** How much of the driver contract is looked at, and what a breach does. */
public enum VerifierLevel {
    /** Only what the wrapper cannot go on from; nothing is allocated per packet. */
    OFF,
    /**
     * All rules. Fatal ones and errors that have a bug check stop the machine; other errors are
     * entered in the book of contracts; warnings are listed.
     */
    STANDARD,
    /** As STANDARD, but every error stops the machine and every warning is entered in the book. */
    STRICT
}
