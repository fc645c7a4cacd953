package sluice.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import sluice.packet.DropReason;
import sluice.packet.PlaceStats;
import sluice.report.Figures;
import sluice.script.Expectation;

/** Holds expectations against what came of a run, and says what was found. */
record Judge(
        List<RunResult.HostResult> hosts,
        List<PlaceStats> places,
        List<Program> programs,
        List<Sender> senders,
        TraceWords words,
        StationWords stations,
        InspectionWords inspections,
        OwnerWatch owners,
        Devices devices,
        List<RunResult.Starved> starved,
        List<RunResult.Breach> breaches,
        List<BugCheckReport.Stopped> bugChecks,
        Map<String, Long> givenBack,
        Map<String, HostControl> controls) {
    List<RunResult.Checked> all(List<Expectation> expectations) {
        return expectations.stream().map(this::check).toList();
    }

    private RunResult.Checked check(Expectation expectation) {
        return switch (expectation) {
            case Expectation.Delivered delivered -> {
                long count =
                        programs.stream()
                                .filter(each -> each.spec().on().equals(delivered.on()))
                                .filter(each -> each.port().orElse(-1) == delivered.port())
                                .mapToLong(Program::received)
                                .sum();
                yield counted(expectation, delivered.range(), count, "");
            }
            case Expectation.Replies replies -> {
                long count =
                        senders.stream()
                                .filter(each -> each.spec().name().equals(replies.to()))
                                .mapToLong(Sender::replies)
                                .sum();
                yield counted(expectation, replies.range(), count, "");
            }
            case Expectation.Capture capture -> {
                long count =
                        programs.stream()
                                .filter(each -> each.spec().name().equals(capture.program()))
                                .mapToLong(each -> each.counter(capture.counter()))
                                .sum();
                yield counted(expectation, capture.range(), count, "");
            }
            case Expectation.Program own ->
                    counted(
                            expectation,
                            own.range(),
                            program(own.program()).counter(own.counter()),
                            "");
            case Expectation.Tcp tcp ->
                    counted(
                            expectation,
                            tcp.range(),
                            program(tcp.program()).counter(tcp.counter()),
                            "");
            case Expectation.Ended ended -> {
                String outcome = program(ended.program()).outcome();
                yield new RunResult.Checked(expectation, outcome.equals(ended.as()), outcome);
            }
            case Expectation.Shown shown -> {
                long count =
                        programs.stream()
                                .filter(each -> each.spec().name().equals(shown.program()))
                                .mapToLong(each -> each.shown(shown.text()))
                                .sum();
                yield counted(expectation, shown.range(), count, "");
            }
            case Expectation.Device device ->
                    counted(
                            expectation,
                            device.range(),
                            devices.counter(device.nic(), device.counter()),
                            "");
            case Expectation.Stations way -> {
                String wrong = stations.wrong(way);
                yield counted(
                        expectation,
                        way.range(),
                        stations.through(way),
                        wrong.isEmpty() ? "" : "; " + wrong);
            }
            case Expectation.Statistic(_, String on, String name, Expectation.Range range) -> {
                HostControl control = controls.get(on);
                yield counted(
                        expectation, range, control == null ? 0 : control.statistic(name), "");
            }
            case Expectation.Dropped dropped -> dropped(dropped);
            case Expectation.Layer layer -> layer(layer);
            case Expectation.Trace trace -> {
                var line = words.line(trace);
                yield new RunResult.Checked(
                        expectation,
                        line.isPresent() == trace.contained(),
                        line.orElse("no line says so"));
            }
            case Expectation.Breach breach -> {
                long count =
                        breaches.stream()
                                .filter(each -> each.rule().equals(breach.rule()))
                                .filter(each ->
                                        breach.by().isEmpty()
                                                || each.offender().equals(breach.by()))
                                .mapToLong(RunResult.Breach::count)
                                .sum();
                yield counted(expectation, breach.range(), count, "");
            }
            case Expectation.Point point ->
                    counted(
                            expectation,
                            point.range(),
                            controls.get(point.on()) instanceof WindowsControl windows
                                    ? windows.points().counter(point.name(), point.counter())
                                    : 0,
                            "");
            case Expectation.Inspection inspection ->
                    counted(
                            expectation,
                            inspection.range(),
                            program(inspection.program()).counter(inspection.counter()),
                            "");
            case Expectation.Inspected inspected ->
                    counted(expectation, inspected.range(), inspections.through(inspected), "");
            case Expectation.Owned owned ->
                    counted(expectation, owned.range(), owners.owned(owned), "");
            case Expectation.Goodput goodput -> {
                long kbit =
                        programs.stream()
                                .filter(each -> each instanceof Program.Sink)
                                .filter(each -> each.spec().on().equals(goodput.on()))
                                .filter(each -> each.port().orElse(-1) == goodput.port())
                                .mapToLong(each -> each.counter("goodput-kbit"))
                                .sum();
                yield counted(expectation, goodput.range(), kbit, "");
            }
            case Expectation.Worked worked -> {
                long nanos =
                        hosts.stream()
                                .filter(each -> each.name().equals(worked.on()))
                                .mapToLong(RunResult.HostResult::workedNanos)
                                .sum();
                yield counted(expectation, worked.range(), nanos / 1000, "");
            }
            case Expectation.BugChecked wanted -> {
                var found =
                        bugChecks.stream()
                                .filter(each -> each.host().equals(wanted.on()))
                                .findFirst();
                boolean asWanted =
                        found.filter(each ->
                                        isOrAny(wanted.rule(), each.check().rule().id())
                                                && isOrAny(wanted.by(), each.check().driver()))
                                .isPresent();
                yield new RunResult.Checked(
                        expectation,
                        wanted.expected() ? asWanted : found.isEmpty(),
                        found.map(BugCheckReport::headline).orElse("no bug check"));
            }
            case Expectation.Starving starving -> {
                var found =
                        starved.stream()
                                .filter(each -> each.host().equals(starving.on()))
                                .filter(each -> each.thread().equals(starving.program()))
                                .findFirst();
                yield new RunResult.Checked(
                        expectation,
                        found.isPresent() == starving.expected(),
                        found.map(RunResult.Starved::toString).orElse("it got its processor"));
            }
        };
    }

    private static boolean isOrAny(String wanted, String found) {
        return wanted.isEmpty() || wanted.equals(found);
    }

    private Program program(String name) {
        return programs.stream()
                .filter(each -> each.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static RunResult.Checked counted(
            Expectation expectation, Expectation.Range range, long count, String detail) {
        return new RunResult.Checked(
                expectation, range.holds(count), Figures.grouped(count) + detail);
    }

    private RunResult.Checked dropped(Expectation.Dropped wanted) {
        long count = 0;
        Map<String, Long> reasons = new TreeMap<>();
        for (PlaceStats place : places) {
            if (!place.name().startsWith(wanted.on() + "/")) {
                continue;
            }
            for (PlaceStats.FateCount end : place.ends()) {
                if (!(end.fate() instanceof DropReason reason)) {
                    continue;
                }
                reasons.merge(reason.name(), end.count(), Long::sum);
                if (wanted.reason().isEmpty() || wanted.reason().equals(reason.name())) {
                    count += end.count();
                }
            }
        }
        return counted(wanted, wanted.range(), count, listed(reasons));
    }

    private static String listed(Map<String, Long> counts) {
        if (counts.isEmpty()) {
            return "";
        }
        var list = new StringJoiner(", ", " (", ")");
        counts.forEach((name, count) -> list.add(Figures.grouped(count) + " " + name));
        return list.toString();
    }

    private RunResult.Checked layer(Expectation.Layer wanted) {
        List<LayerCount> counts = new ArrayList<>();
        String prefix = wanted.on() + "/";
        for (PlaceStats place : places) {
            String name = place.name();
            if (!name.startsWith(prefix)) {
                continue;
            }
            String path = name.substring(prefix.length());
            if (path.equals(wanted.layer()) || path.endsWith("/" + wanted.layer())) {
                counts.add(
                        LayerCount.of(
                                place, path.startsWith("nic/"), givenBack.getOrDefault(name, 0L)));
            }
        }
        if (counts.isEmpty()) {
            for (RunResult.Row row : rows(wanted.on())) {
                if (row.layer().layer().equals(wanted.layer())) {
                    counts.add(row.count());
                }
            }
        }
        if (counts.isEmpty()) {
            return new RunResult.Checked(
                    wanted, false, "no such layer; there are " + known(wanted.on()));
        }
        var sum = new LayerCount(0, 0);
        for (LayerCount count : counts) {
            sum = sum.plus(count);
        }
        long count =
                switch (wanted.direction()) {
                    case "in" -> sum.in();
                    case "out" -> sum.out();
                    default -> sum.in() + sum.out();
                };
        return counted(
                wanted,
                wanted.range(),
                count,
                " (" + Figures.grouped(sum.in()) + " in, " + Figures.grouped(sum.out()) + " out)");
    }

    private List<RunResult.Row> rows(String host) {
        return hosts.stream()
                .filter(each -> each.name().equals(host))
                .flatMap(each -> each.layers().stream())
                .toList();
    }

    private String known(String host) {
        var names = new StringJoiner(", ");
        rows(host).stream().map(row -> row.layer().layer()).distinct().forEach(names::add);
        for (PlaceStats place : places) {
            if (place.name().startsWith(host + "/")) {
                names.add(place.name().substring(host.length() + 1));
            }
        }
        return names.toString();
    }
}
