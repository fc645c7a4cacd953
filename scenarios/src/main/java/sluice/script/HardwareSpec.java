package sluice.script;

import java.util.List;

/**
 * What a NIC is made of.
 *
 * @param model {@link #ETHERNET}: rings of descriptors; {@link #DM9000}: a chip with registers
 * @param busBits width of the chip's bus
 * @param lookahead whether its miniport indicates look-aheads, not whole packets (Windows)
 */
public record HardwareSpec(String model, int busBits, boolean lookahead) {
    /** A NIC with rings, which is no special one. */
    public static final String ETHERNET = "ethernet";

    /** The chip with an index port and a data port. */
    public static final String DM9000 = "dm9000";

    static final List<String> MODELS = List.of(ETHERNET, DM9000);
    static final List<String> INDICATIONS = List.of("packets", "look-ahead");

    /** What expectations can ask of a chip. */
    static final List<String> COUNTERS =
            List.of(
                    "frames",
                    "overflows",
                    "io-cycles",
                    "io-reads",
                    "io-writes",
                    "data-reads",
                    "data-writes",
                    "copies",
                    "copied-octets",
                    "resets",
                    "recoveries");

    /** Whether there is a bus of that width. */
    boolean hasKnownBus() {
        return busBits == 8 || busBits == 16 || busBits == 32;
    }

    /** Whether it has registers. */
    public boolean hasRegisters() {
        return model.equals(DM9000);
    }

    static Form.Field modelField() {
        return Grammar.optional(
                "model",
                new Form.Word(MODELS),
                "Rings of descriptors, or a chip that is read through registers (default: ethernet).");
    }

    static Form.Field busField() {
        return Grammar.optional(
                "bus-bits",
                new Form.Whole(8, 32),
                "dm9000: what one I/O cycle moves: 8, 16 or 32 (default: 16).");
    }

    static Form.Field indicatesField() {
        return Grammar.optional(
                "indicates",
                new Form.Word(INDICATIONS),
                "dm9000 on Windows: what its miniport shows to protocols (default: packets).");
    }

    static HardwareSpec of(Given nic) {
        return new HardwareSpec(
                nic.text("model").filter(MODELS::contains).orElse(ETHERNET),
                nic.whole("bus-bits", 16),
                nic.text("indicates", "").equals("look-ahead"));
    }
}
