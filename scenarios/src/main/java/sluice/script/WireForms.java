package sluice.script;

import static sluice.script.Grammar.fields;
import static sluice.script.Grammar.list;
import static sluice.script.Grammar.optional;
import static sluice.script.Grammar.required;
import static sluice.script.Grammar.value;

import java.util.List;

/** The part of the language about what steps do to NICs and links. */
final class WireForms {
    private static final Form DURATION = value(Notation.DURATION);
    private static final Form PROBABILITY = value(Notation.PROBABILITY);
    private static final Form NIC = value(Notation.NIC);
    private static final Form NAME = value(Notation.NAME);

    private WireForms() {}

    /** A link goes down or comes up. */
    static Form.Field linkState() {
        return optional(
                "link",
                fields(
                        "link-state",
                        "name and state",
                        List.of(),
                        required("name", value(Notation.NAME), "The link."),
                        required(
                                "state", new Form.Word(List.of("up", "down")), "What it becomes.")),
                "A cable pulled or put back.");
    }

    /** A NIC, or the upper edge of a driver, is reset. */
    static Form.Field reset() {
        return optional(
                "reset",
                fields(
                        "reset",
                        "on",
                        List.of(),
                        required("on", value(Notation.NIC), "The host or NIC."),
                        optional(
                                "driver",
                                value(Notation.NAME),
                                "The driver whose upper edge is reset; the NIC itself if left out.")),
                "A reset.");
    }

    /** A NIC is controlled. */
    static Form.Field setNic() {
        return optional(
                "set-nic",
                fields(
                        "set-nic",
                        "on, and mac, address or rate",
                        List.of(),
                        required("on", value(Notation.NIC), "The host or NIC."),
                        optional(
                                "mac",
                                value(Notation.MAC),
                                "Its new station address; frames for the old one are for others then."),
                        optional(
                                "address",
                                value(Notation.PREFIX),
                                "An IPv4 address in place of those it has."),
                        optional(
                                "rate",
                                value(Notation.RATE),
                                "The rate it works at; 0bit for no limit.")),
                "Another station address, IP address or working rate.");
    }

    /** A link. */
    static Form.Fields link() {
        return fields(
                "link",
                "a link",
                List.of(),
                required(
                        "between",
                        list("hosts or NICs, two or more", NIC),
                        "The ends; more than two share one segment."),
                optional("name", NAME, "link1, link2, ... if left out."),
                optional("rate", value(Notation.RATE), "Unlimited if left out."),
                optional("delay", DURATION, "One way (default: none)."),
                optional("loss", PROBABILITY, "Of each frame (default: 0)."),
                optional("duplication", PROBABILITY, "Of each frame (default: 0)."),
                optional(
                        "reordering",
                        PROBABILITY,
                        "Of each frame: later ones pass it (default: 0)."),
                optional(
                        "reordering-delay",
                        DURATION,
                        "How long a reordered frame is held back (default: 1ms)."),
                optional(
                        "corruption",
                        PROBABILITY,
                        "Of each frame: one bit is turned (default: 0)."),
                optional(
                        "queue",
                        new Form.Whole(1, 1_000_000),
                        "Frames that may wait for the line each way (default: 65536)."));
    }
}
