package sluice.script;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import sluice.nic.LinkOptions;
import sluice.report.Figures;

/** A scenario in words and a drawing: the topology, what happens, what will be looked at. */
public final class Explanation {
    private static final int WIDTH = 100;
    private final Scenario scenario;
    private final StringBuilder text = new StringBuilder();

    private Explanation(Scenario scenario) {
        this.scenario = scenario;
    }

    /** The whole text, every line closed by a line feed. */
    public static String of(Scenario scenario) {
        return new Explanation(scenario).explain();
    }

    private String explain() {
        line(scenario.title());
        if (!scenario.question().isEmpty()) {
            paragraph(scenario.question());
        }
        line("");
        text.append(Drawing.of(scenario));
        part("The way between", scenario.links().stream().map(Explanation::link).toList());
        part("What runs", scenario.programs().stream().map(Explanation::program).toList());
        part("What is sent", scenario.traffic().stream().map(Explanation::traffic).toList());
        part("What happens in between", scenario.steps().stream().map(Explanation::step).toList());
        var expected =
                new ArrayList<String>(
                        scenario.expectations().stream().map(Explanation::expectation).toList());
        expected.add("every packet is delivered, dropped with a reason, or held by a named owner");
        part("What must come out", expected);
        if (!scenario.explanation().isEmpty()) {
            line("");
            paragraph(scenario.explanation());
        }
        line("");
        line(
                "Seed "
                        + scenario.seed()
                        + (scenario.untilNanos().isPresent()
                                ? ", until " + Figures.duration(scenario.untilNanos().getAsLong())
                                : ", until nothing is left to do")
                        + (scenario.covers().isEmpty()
                                ? ""
                                : "; covers " + String.join(", ", scenario.covers()))
                        + ".");
        return text.toString();
    }

    private void part(String title, List<String> lines) {
        if (!lines.isEmpty()) {
            line("");
            line(title + ":");
            lines.forEach(each -> line("  - " + each));
        }
    }

    private static String link(LinkSpec link) {
        LinkOptions options = link.options();
        var facts = new ArrayList<String>();
        facts.add(
                options.rateBitsPerSecond() == 0
                        ? "no limit of rate"
                        : Figures.bitRate(options.rateBitsPerSecond()));
        facts.add(
                options.delayNanos() == 0
                        ? "no delay"
                        : Figures.duration(options.delayNanos()) + " one way");
        fault(facts, options.lossProbability(), "lost");
        fault(facts, options.duplicationProbability(), "doubled");
        fault(facts, options.reorderingProbability(), "overtaken");
        fault(facts, options.corruptionProbability(), "corrupted");
        String kind = link.ends().size() > 2 ? "a segment of " + link.ends().size() : "a wire";
        return link.name() + ", " + kind + ": " + String.join(", ", facts);
    }

    private static void fault(List<String> facts, double probability, String what) {
        if (probability > 0) {
            facts.add(Math.round(probability * 100_000) / 1_000.0 + " % " + what);
        }
    }

    private static String program(ProgramSpec program) {
        return switch (program) {
            case ProgramSpec.UdpEcho echo ->
                    echo.name()
                            + " on "
                            + echo.on()
                            + " sends back what comes to UDP port "
                            + echo.port();
            case ProgramSpec.UdpSink sink ->
                    sink.name()
                            + " on "
                            + sink.on()
                            + " counts what comes to UDP port "
                            + sink.port();
            case ProgramSpec.UserProgram user ->
                    user.name()
                            + " on "
                            + user.on()
                            + " decides for "
                            + user.decidesFor()
                            + ": "
                            + user.verdict().map(Explanation::word).orElse("as the steps say")
                            + (user.afterNanos() == 0
                                    ? ""
                                    : ", after " + Figures.duration(user.afterNanos()))
                            + ", at priority "
                            + user.priority();
            case ProgramSpec.Capture capture -> capture(capture);
            case ProgramSpec.RawSend raw ->
                    raw.name()
                            + " on "
                            + raw.nic()
                            + " sends a frame of "
                            + raw.frame().lengthOctets()
                            + " octets "
                            + (raw.queueNanos().isEmpty()
                                    ? raw.writes() + " times by one call"
                                    : raw.queueNanos().size()
                                            + " times by a queue"
                                            + (raw.timed() ? " that keeps its times" : ""));
            case TcpProgramSpec tcp -> TcpForms.words(tcp);
            case LinuxProgramSpec linux -> LinuxForms.words(linux);
            case InspectorSpec inspector -> InspectorForms.words(inspector);
            case RawReceiveSpec raw -> RawReceiveForms.words(raw);
            case ProgramSpec.UdpFlood flood -> InspectorForms.words(flood);
            case ProgramSpec.Busy busy ->
                    busy.name()
                            + " on "
                            + busy.on()
                            + " computes for "
                            + Figures.duration(busy.lastsNanos())
                            + " from "
                            + Figures.duration(busy.startNanos())
                            + " at priority "
                            + busy.priority();
        };
    }

    private static String capture(ProgramSpec.Capture capture) {
        return capture.name()
                + " on "
                + capture.nic()
                + ", driver "
                + capture.preset()
                + ", mode "
                + capture.mode()
                + (capture.filter().isPresent() ? ", filtered" : "")
                + ": ring "
                + Figures.grouped(capture.kernelOctets())
                + ", least to copy "
                + Figures.grouped(capture.leastOctets())
                + ", timeout "
                + capture.timeoutMillis()
                + " ms";
    }

    private static String traffic(TrafficSpec traffic) {
        return switch (traffic) {
            case TrafficSpec.Udp udp ->
                    udp.name()
                            + ": "
                            + Figures.counted(udp.repeat().count(), "datagram")
                            + " of "
                            + udp.payload().lengthOctets()
                            + " octets from "
                            + udp.from()
                            + (udp.process().isEmpty() ? "" : ", process " + udp.process() + ",")
                            + (udp.by().isEmpty() ? "" : " by " + udp.by())
                            + " to "
                            + udp.to()
                            + " port "
                            + udp.toPort()
                            + pace(udp.repeat());
            case TrafficSpec.Ping ping ->
                    ping.name()
                            + ": "
                            + Figures.counted(ping.repeat().count(), "echo request")
                            + " from "
                            + ping.from()
                            + " to "
                            + ping.to()
                            + pace(ping.repeat());
            case TrafficSpec.Frame frame ->
                    frame.name()
                            + ": "
                            + Figures.counted(frame.repeat().count(), "frame")
                            + " of "
                            + frame.octets().lengthOctets()
                            + " octets into "
                            + frame.into()
                            + pace(frame.repeat());
            case TrafficSpec.Capture capture ->
                    capture.name()
                            + ": the frames of "
                            + capture.file()
                            + " into "
                            + capture.into()
                            + (capture.atOnce() ? ", as fast as accepted" : ", at their own times");
        };
    }

    private static String pace(Repeat repeat) {
        return (repeat.count() > 1 ? ", one each " + Figures.duration(repeat.intervalNanos()) : "")
                + (repeat.startNanos() > 0
                        ? ", from " + Figures.duration(repeat.startNanos())
                        : "");
    }

    private static String step(StepSpec step) {
        String what =
                switch (step.action()) {
                    case StepSpec.InsertDriver insert ->
                            "driver "
                                    + insert.driver().name()
                                    + " comes into "
                                    + insert.on()
                                    + (insert.above().isEmpty()
                                            ? ", on top"
                                            : ", above " + insert.above());
                    case StepSpec.RemoveDriver remove ->
                            "driver " + remove.name() + " leaves " + remove.on();
                    case StepSpec.RegisterHook register ->
                            "hook "
                                    + register.hook().name()
                                    + " is registered on "
                                    + register.on()
                                    + " at "
                                    + register.hook().point();
                    case StepSpec.UnregisterHook unregister ->
                            "hook " + unregister.name() + " is taken away on " + unregister.on();
                    case StepSpec.Command command -> "on " + command.on() + ": " + command.words();
                    case StepSpec.LinkState state ->
                            "link " + state.link() + (state.up() ? " comes up" : " goes down");
                    case StepSpec.Reset reset ->
                            reset.driver().isEmpty()
                                    ? "NIC " + reset.on() + " is reset"
                                    : "the upper edge of " + reset.driver() + " is reset";
                    case StepSpec.SetNic set -> "NIC " + set.on() + " gets " + set;
                    case StepSpec.InstallPoint(String on, PointSpec point) ->
                            point.name()
                                    + " comes in at "
                                    + PointSpec.word(point.at())
                                    + " of "
                                    + on
                                    + ": "
                                    + point.words();
                    case StepSpec.RemovePoint remove ->
                            remove.name() + " is taken out of " + remove.on();
                    case StepSpec.Windows windows -> WindowsSteps.words(windows);
                    case StepSpec.Decide decide ->
                            decide.program()
                                    + " says "
                                    + word(decide.verdict())
                                    + " to "
                                    + some(decide.count());
                    case StepSpec.OfProgram action -> InspectorForms.words(action);
                    case StepSpec.Detach detach -> detach.program() + " closes its handle";
                    case StepSpec.FinishQueued finish ->
                            some(finish.count())
                                    + " queued by "
                                    + finish.hook()
                                    + " on "
                                    + finish.on()
                                    + ": "
                                    + word(finish.verdict());
                };
        return "at " + Figures.duration(step.atNanos()) + ": " + what;
    }

    private static String some(OptionalInt count) {
        return count.isPresent() ? Figures.counted(count.getAsInt(), "packet") : "all that wait";
    }

    private static String word(VerdictWord verdict) {
        return verdict == VerdictWord.DROP ? "drop" : "continue";
    }

    /** An expectation in words. */
    public static String expectation(Expectation expectation) {
        return switch (expectation) {
            case Expectation.Delivered(_, String on, int port, Expectation.Range range) ->
                    range + " delivered on " + on + ", UDP port " + port;
            case Expectation.Replies(_, String to, Expectation.Range range) ->
                    range + " answered of " + to;
            case Expectation.Dropped(_, String on, String reason, Expectation.Range range) ->
                    range + " dropped on " + on + (reason.isEmpty() ? "" : " for " + reason);
            case Expectation.Layer(
                            _,
                            String on,
                            String layer,
                            String direction,
                            Expectation.Range range) ->
                    range
                            + " through "
                            + layer
                            + " on "
                            + on
                            + (direction.isEmpty() ? "" : ", " + direction);
            case Expectation.Capture(_, String program, String counter, Expectation.Range range) ->
                    program + " counts " + range + " " + counter;
            case Expectation.Program(_, String program, String counter, Expectation.Range range) ->
                    range + " of " + counter + " of " + program;
            case Expectation.Inspection(
                            _,
                            String program,
                            String counter,
                            Expectation.Range range) ->
                    range + " of " + counter + " of " + program;
            case Expectation.Owned owned ->
                    owned.range()
                            + " of the sends kept on "
                            + owned.on()
                            + " owned by "
                            + owned.by()
                            + " at "
                            + Figures.duration(owned.atNanos());
            case Expectation.Inspected(
                            _,
                            String on,
                            String driver,
                            var steps,
                            Expectation.Range range) ->
                    range
                            + " with exactly the steps "
                            + steps
                            + " on "
                            + on
                            + (driver.isEmpty() ? "" : " at " + driver);
            case Expectation.Goodput(_, String on, int port, Expectation.Range range) ->
                    range + " kbit/s received on " + on + ", UDP port " + port;
            case Expectation.Worked(_, String on, Expectation.Range range) ->
                    range + " us of work on " + on;
            case Expectation.Tcp(_, String program, String counter, Expectation.Range range) ->
                    range + " of " + counter + " of " + program;
            case Expectation.Statistic(_, String on, String name, Expectation.Range range) ->
                    range + " in " + name + " of " + on;
            case Expectation.Ended(_, String program, String as) ->
                    "the connection of " + program + " is " + as;
            case Expectation.Shown(_, String program, String text, Expectation.Range range) ->
                    program + " shows " + range + " with \"" + text + "\"";
            case Expectation.Device(_, NicRef nic, String counter, Expectation.Range range) ->
                    nic + " counts " + range + " " + counter;
            case Expectation.Stations(
                            _,
                            String on,
                            List<String> functions,
                            Expectation.Range range) ->
                    range
                            + " on "
                            + on
                            + " with the same octets from "
                            + functions.getFirst()
                            + " to "
                            + functions.getLast()
                            + " by way of "
                            + Figures.counted(functions.size(), "function");
            case Expectation.Breach(_, String rule, String by, Expectation.Range range) ->
                    range + " breaches of " + rule + (by.isEmpty() ? "" : " by " + by);
            case Expectation.Point(
                            _,
                            String on,
                            String name,
                            String counter,
                            Expectation.Range range) ->
                    name + " on " + on + " " + counter + " " + range;
            case Expectation.BugChecked(_, String on, String rule, String by, boolean expected) ->
                    expected
                            ? on
                                    + " ends by a bug check"
                                    + (rule.isEmpty() ? "" : " for " + rule)
                                    + (by.isEmpty() ? "" : " of " + by)
                            : on + " has no bug check";
            case Expectation.Starving(_, String on, String program, boolean expected) ->
                    program + " on " + on + (expected ? " starves" : " gets its processor");
            case Expectation.Trace(_, String on, String words, boolean contained) ->
                    "the trace"
                            + (on.isEmpty() ? "" : " of " + on)
                            + (contained ? " says " : " never says ")
                            + '"'
                            + words
                            + '"';
        };
    }

    /** A paragraph of words broken at the width. */
    private void paragraph(String words) {
        var line = new StringBuilder();
        for (String word : words.split("\\s+", -1)) {
            if (line.length() + word.length() + 1 > WIDTH && !line.isEmpty()) {
                line(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        line(line.toString());
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
