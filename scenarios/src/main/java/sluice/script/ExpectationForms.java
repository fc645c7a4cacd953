package sluice.script;

import static sluice.script.CountForm.counted;
import static sluice.script.Grammar.fields;
import static sluice.script.Grammar.list;
import static sluice.script.Grammar.optional;
import static sluice.script.Grammar.required;
import static sluice.script.Grammar.value;

import java.util.List;

/** The part of the language about what must come out, beside counts of packets. */
final class ExpectationForms {
    private static final int FUNCTIONS_MAX = 20;
    private static final Form NAME = value(Notation.NAME);
    private static final Form TEXT = value(Notation.TEXT);

    private ExpectationForms() {}

    static Form.Field device() {
        return optional(
                "device",
                counted(
                        "device-counter",
                        required("nic", value(Notation.NIC), "The host or NIC, a dm9000."),
                        required(
                                "counter",
                                new Form.Word(HardwareSpec.COUNTERS),
                                "Which of its counts.")),
                "A count of a NIC with registers and its driver.");
    }

    static Form.Field stations() {
        return optional(
                "stations",
                counted(
                        "stations",
                        required("on", NAME, "The host."),
                        required(
                                "functions",
                                list("names of functions", NAME),
                                "In the order in which a frame is to come through them.")),
                "Frames that came through these functions in order, with the same octets in each.");
    }

    /** The functions of a checked tree. */
    static List<String> functions(Given given, Names names) {
        List<String> functions = given.texts("functions");
        if (functions.isEmpty() || functions.size() > FUNCTIONS_MAX)
            names.problem(
                    given.placeOf("functions"),
                    functions.size() + " functions; expected 1 to " + FUNCTIONS_MAX);
        return functions.stream().limit(FUNCTIONS_MAX).toList();
    }

    static Form.Field worked() {
        return optional(
                "worked",
                counted("worked", required("on", NAME, "The host; it has a cost.")),
                "Microseconds that the processors of a host have worked.");
    }

    static Form.Field starving() {
        return optional(
                "starving",
                fields(
                        "starving",
                        "on and program",
                        List.of(),
                        required("on", NAME, "The host."),
                        required("program", NAME, "The program."),
                        optional(
                                "expected",
                                value(Notation.SWITCH),
                                "false: it must get its processor (default: true).")),
                "A program that waits 100 ms or longer for its processor.");
    }

    static Form.Field statistic() {
        return optional(
                "statistic",
                counted(
                        "statistics",
                        required("on", NAME, "The host, linux."),
                        required("name", TEXT, "As in /proc/net/snmp: Ip.InReceives.")),
                "What the host's system has counted.");
    }

    static Form.Field breach() {
        return optional(
                "breach",
                counted(
                        "breaches",
                        required("rule", NAME, "The rule of the hook contract, such as N14."),
                        optional("by", NAME, "The hook; any if left out.")),
                "How often a rule was broken; the run ends with status 3 all the same.");
    }

    static Form.Field trace() {
        return optional(
                "trace",
                fields(
                        "trace",
                        "contains or never",
                        List.of(Grammar.either(true, "contains", "never")),
                        optional("on", NAME, "The host; any if left out."),
                        optional("contains", TEXT, "Words of one line of the trace."),
                        optional("never", TEXT, "Words of no line of the trace.")),
                "What the trace says.");
    }
}
