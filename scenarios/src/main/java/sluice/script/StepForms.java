package sluice.script;

import static sluice.script.Grammar.DRIVER;
import static sluice.script.Grammar.HOOK;
import static sluice.script.Grammar.fields;
import static sluice.script.Grammar.on;
import static sluice.script.Grammar.optional;
import static sluice.script.Grammar.required;
import static sluice.script.Grammar.value;
import static sluice.script.Grammar.with;

import java.util.ArrayList;
import java.util.List;

/** The part of the language about what happens in between. */
final class StepForms {
    private static final Form NAME = value(Notation.NAME);
    private static final Form NIC = value(Notation.NIC);
    private static final Form COUNT = new Form.Whole(0, 1_000_000_000);
    private static final Form VERDICT = new Form.Word(List.of("continue", "drop"));

    private StepForms() {}

    /** Exactly one of the fields says what happens. */
    static Form.Fields step() {
        List<Form.Field> actions = actions();
        List<String> names = actions.stream().map(Form.Field::name).toList();
        var all = new ArrayList<Form.Field>();
        all.add(required("at", value(Notation.DURATION), "When, from the beginning."));
        all.addAll(actions);
        return new Form.Fields(
                "step",
                "a step: at, and what happens",
                List.copyOf(all),
                List.of(new Form.Group(names, true)));
    }

    private static List<Form.Field> actions() {
        return List.of(
                optional(
                        "insert-driver",
                        with(
                                "insert-driver",
                                DRIVER,
                                required("on", NIC, "The host or NIC."),
                                optional(
                                        "above",
                                        NAME,
                                        "The driver just below it; the top if left out.")),
                        "Windows."),
                optional(
                        "remove-driver",
                        fields(
                                "remove-driver",
                                "on and name",
                                List.of(),
                                required("on", NIC, "The host or NIC."),
                                required("name", NAME, "The driver.")),
                        "Windows."),
                optional("register-hook", with("register-hook", HOOK, on()), "Linux."),
                optional(
                        "unregister-hook",
                        fields(
                                "unregister-hook",
                                "on and name",
                                List.of(),
                                on(),
                                required("name", NAME, "The hook.")),
                        "Linux."),
                LinuxForms.command(),
                WireForms.linkState(),
                WireForms.reset(),
                WireForms.setNic(),
                WindowsForms.installPoint(),
                WindowsForms.removePoint(),
                WindowsSteps.power(),
                WindowsSteps.pause(),
                WindowsSteps.restart(),
                WindowsSteps.unbind(),
                WindowsSteps.bind(),
                WindowsSteps.surpriseRemove(),
                WindowsSteps.media(),
                WindowsSteps.cancel(),
                WindowsSteps.loadDriver(),
                WindowsSteps.fault(),
                BridgeForms.installLoopback(),
                BridgeForms.restartHost(),
                BridgeForms.bridge(),
                optional(
                        "decide",
                        fields(
                                "decide",
                                "program and verdict",
                                List.of(),
                                required("program", NAME, "The user program."),
                                required("verdict", VERDICT, "What it says."),
                                optional(
                                        "count",
                                        COUNT,
                                        "Of how many packets; of all that wait if left out.")),
                        "A user program decides."),
                optional(
                        "detach",
                        fields(
                                "detach",
                                "program",
                                List.of(),
                                required("program", NAME, "The user program.")),
                        "A user program closes its handle or dies."),
                InspectorForms.startProgram(),
                InspectorForms.endProgram(),
                InspectorForms.setPriority(),
                optional(
                        "finish-queued",
                        fields(
                                "finish-queued",
                                "on, hook and verdict",
                                List.of(),
                                on(),
                                required("hook", NAME, "The hook that queued them."),
                                required("verdict", VERDICT, "What becomes of them."),
                                optional("count", COUNT, "How many; all if left out.")),
                        "Queued packets get their verdict."));
    }
}
