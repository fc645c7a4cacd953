package sluice.sim;

import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * The PHY in the chip, as its driver reaches it through EPCR, EPAR and EPDR: 32 registers of 16
 * bits, of which the first four mean something (IEEE 802.3 clause 22.2.4; DM9000 data sheet, PHY
 * registers).
 *
 * <p>With auto-negotiation on, as after a reset, it works at the rate of the link, whatever that
 * is; with it off, at 100 or 10 Mbit/s as the driver says, and the other end of the cable with it.
 */
final class Dm9Phy {
    /** Basic mode control. */
    static final int BMCR = 0;

    /** Basic mode status. */
    static final int BMSR = 1;

    /** BMCR: 100 Mbit/s. */
    static final int BMCR_SPEED_100 = 0x2000;

    /** BMCR: full duplex. */
    static final int BMCR_FULL_DUPLEX = 0x0100;

    private static final int IDENTIFIER_1 = 2;
    private static final int IDENTIFIER_2 = 3;
    private static final int BMCR_RESET = 0x8000;
    private static final int BMCR_NEGOTIATES = 0x1000;
    private static final int BMCR_AFTER_RESET = BMCR_SPEED_100 | BMCR_NEGOTIATES | BMCR_FULL_DUPLEX;
    private static final int BMSR_LINK = 0x0024; // negotiated, and the link is there
    private static final long RATE_100 = 100_000_000L;
    private static final long RATE_10 = 10_000_000L;

    private final int[] registers = new int[32];
    private final BooleanSupplier linkUp;
    private final LongConsumer rateForced;

    /** A PHY that looks at the link, and tells it at which rate it works from now on. */
    Dm9Phy(BooleanSupplier linkUp, LongConsumer rateForced) {
        this.linkUp = linkUp;
        this.rateForced = rateForced;
        reset();
    }

    private void reset() {
        java.util.Arrays.fill(registers, 0);
        registers[BMCR] = BMCR_AFTER_RESET;
        registers[IDENTIFIER_1] = 0x0181;
        registers[IDENTIFIER_2] = 0xb8a0;
    }

    int read(int register) {
        return register == BMSR ? (linkUp.getAsBoolean() ? BMSR_LINK : 0) : registers[register];
    }

    void write(int register, int value) {
        if (register >= BMSR && register <= IDENTIFIER_2) return;
        if (register == BMCR && (value & BMCR_RESET) != 0) {
            reset();
            return;
        }
        registers[register] = value & 0xffff;
        if (register == BMCR && (value & BMCR_NEGOTIATES) == 0) {
            rateForced.accept((value & BMCR_SPEED_100) != 0 ? RATE_100 : RATE_10);
        }
    }

    /** What BMCR has to be for this rate; -1 if there is none. */
    static int controlFor(long bitsPerSecond) {
        if (bitsPerSecond == RATE_100) return BMCR_SPEED_100 | BMCR_FULL_DUPLEX;
        return bitsPerSecond == RATE_10 ? BMCR_FULL_DUPLEX : -1;
    }
}
