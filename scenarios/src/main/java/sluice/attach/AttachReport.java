package sluice.attach;

import sluice.live.LiveNicStats;
import sluice.report.Figures;
import sluice.report.JsonText;
import sluice.report.Table;
import sluice.run.BugCheckReport;
import sluice.service.ServiceStats;

/** The totals of an attached host, for a person and for a program. */
public final class AttachReport {
    private AttachReport() {}

    /** Lines for a person. */
    public static String text(AttachPlan plan, AttachResult result) {
        AttachSample last = result.last();
        LiveNicStats nic = last.nic();
        var table =
                new Table(
                        Table.Side.LEFT,
                        Table.Side.RIGHT,
                        Table.Side.LEFT,
                        Table.Side.RIGHT,
                        Table.Side.LEFT,
                        Table.Side.RIGHT,
                        Table.Side.LEFT);
        table.row(
                "  in",
                Figures.grouped(nic.receivedFrames()),
                "frames",
                Figures.grouped(nic.receivedOctets()),
                "octets");
        table.row(
                "  out",
                Figures.grouped(nic.sentFrames()),
                "frames",
                Figures.grouped(nic.sentOctets()),
                "octets");
        for (ServiceStats service : last.services()) {
            if (service.connections() > 0 || !hasRequests(service)) {
                table.row(
                        "  " + service.name(),
                        Figures.grouped(service.connections()),
                        service.failedConnections() == 0
                                ? "connections"
                                : "connections (%s failed: %s)"
                                        .formatted(
                                                Figures.grouped(service.failedConnections()),
                                                String.join(", ", service.failures().keySet())),
                        Figures.grouped(service.receivedOctets()),
                        "octets in",
                        Figures.grouped(service.sentOctets()),
                        "out");
            }
            if (hasRequests(service)) {
                table.row(
                        "  " + service.name(),
                        Figures.grouped(service.asked()),
                        "asked",
                        Figures.grouped(service.answered()),
                        "answered");
            }
        }
        var text = new StringBuilder();
        text.append(
                "%s: %s as %s (%s)%n"
                        .formatted(
                                plan.device().name(),
                                Figures.duration(last.nanos() / 1_000_000 * 1_000_000),
                                String.join(
                                        ", ",
                                        plan.addresses().stream()
                                                .map(p -> p.address().toString())
                                                .toList()),
                                plan.host().word()));
        text.append(table.text());
        for (AttachResult.Drop drop : result.drops()) {
            text.append(
                    "  dropped %s: %s (%s %s)%n"
                            .formatted(
                                    Figures.grouped(drop.packets()),
                                    drop.text(),
                                    drop.area(),
                                    drop.reason()));
        }
        plan.capture()
                .ifPresent(file ->
                        text.append(
                                "  captured %s in %s%n"
                                        .formatted(
                                                Figures.counted(
                                                        result.captureRecords().orElse(0L),
                                                        "record"),
                                                file)));
        return text.toString();
    }

    /** Whether a service is one of requests; such that know connections alone ask for nothing. */
    private static boolean hasRequests(ServiceStats service) {
        return service.asked() > 0 || service.name().startsWith("udp");
    }

    /** The same as one JSON object. */
    public static void json(JsonText json, AttachPlan plan, AttachResult result, String ended) {
        AttachSample last = result.last();
        json.beginObject()
                .member("device", plan.device().name())
                .member("host", plan.host().word())
                .member("ended", ended)
                .member("nanos", last.nanos());
        json.name("addresses").beginArray();
        plan.addresses().forEach(address -> json.value(address.toString()));
        json.endArray();
        json.member("receivedFrames", last.nic().receivedFrames())
                .member("receivedOctets", last.nic().receivedOctets())
                .member("sentFrames", last.nic().sentFrames())
                .member("sentOctets", last.nic().sentOctets())
                .member("refusedFrames", last.nic().refusedFrames());
        json.name("services").beginArray();
        for (ServiceStats service : last.services()) {
            json.beginObject()
                    .member("name", service.name())
                    .member("asked", service.asked())
                    .member("answered", service.answered())
                    .member("connections", service.connections())
                    .member("openConnections", service.openConnections())
                    .member("receivedOctets", service.receivedOctets())
                    .member("sentOctets", service.sentOctets());
            json.name("failures").beginObject();
            service.failures().forEach(json::member);
            json.endObject().endObject();
        }
        json.endArray();
        json.name("dropped").beginArray();
        for (AttachResult.Drop drop : result.drops()) {
            json.beginObject()
                    .member("area", drop.area())
                    .member("reason", drop.reason())
                    .member("packets", drop.packets())
                    .endObject();
        }
        json.endArray();
        BugCheckReport.write(result.bugChecks(), json);
        json.name("findings").beginArray();
        result.findings().forEach(json::value);
        json.endArray();
        result.captureRecords().ifPresent(records -> json.member("captureRecords", records));
        json.endObject();
    }
}
