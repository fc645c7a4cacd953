package sluice.run;

import sluice.edge.HostStack;
import sluice.packet.LedgerStats;
import sluice.packet.PlaceStats;
import sluice.report.JsonText;
import sluice.script.Explanation;

/** A run as {@code summary.json}. */
public final class RunJson {
    private RunJson() {}

    /** The text, without a line feed at the end. */
    public static String of(RunResult result) {
        var text = new StringBuilder();
        var json = new JsonText(text);
        json.beginObject();
        json.member("scenario", result.scenario().file());
        json.member("title", result.scenario().title());
        json.member("seed", result.seed()).member("shuffled", result.shuffled());
        json.member("end", result.end().name()).member("endNanos", result.endNanos());
        json.member("lastNanos", result.lastNanos());
        json.member("events", result.events()).member("asAsked", result.asAsked());
        json.name("hosts").beginArray();
        for (RunResult.HostResult host : result.hosts()) {
            host(json, host);
        }
        json.endArray();
        PartReport.write(result.parts(), json);
        did(json, "programs", result.programs());
        did(json, "traffic", result.traffic());
        did(json, "devices", result.devices());
        did(json, "points", result.points());
        did(json, "costs", result.costs());
        ways(json, result);
        owned(json, result);
        did(json, "loaded", result.loaded());
        places(json, result);
        ledger(json, result);
        expectations(json, result);
        findings(json, result);
        json.endObject();
        return text.toString();
    }

    private static void host(JsonText json, RunResult.HostResult host) {
        json.beginObject().member("name", host.name());
        json.member("workedNanos", host.workedNanos()).name("layers").beginArray();
        for (RunResult.Row counted : host.layers()) {
            HostStack.LayerRow row = counted.layer();
            LayerCount count = counted.count();
            json.beginObject().member("layer", row.layer()).member("detail", row.detail());
            json.member("in", count.in()).member("out", count.out());
            json.name("places").beginArray();
            row.places().forEach(json::value);
            json.endArray().endObject();
        }
        json.endArray().endObject();
    }

    private static void did(JsonText json, String name, Iterable<RunResult.Did> all) {
        json.name(name).beginArray();
        for (RunResult.Did did : all) {
            json.beginObject().member("name", did.name()).member("on", did.on());
            json.member("did", did.what()).endObject();
        }
        json.endArray();
    }

    private static void ways(JsonText json, RunResult result) {
        json.name("ways").beginArray();
        for (PacketWay way : result.ways()) {
            json.beginObject().member("traffic", way.traffic()).member("on", way.on());
            json.name("steps").beginArray();
            for (PacketWay.Row row : way.rows()) {
                json.beginObject().member("t", row.timeNanos()).member("place", row.place());
                json.member("what", row.what()).member("turns", row.turns()).endObject();
            }
            json.endArray().endObject();
        }
        json.endArray();
    }

    private static void owned(JsonText json, RunResult result) {
        json.name("owned").beginArray();
        for (RunResult.Owned send : result.owned()) {
            json.beginObject().member("host", send.host()).member("packet", send.packetId());
            json.name("owners").beginArray();
            for (RunResult.Owner owner : send.owners()) {
                json.beginObject().member("sinceNanos", owner.sinceNanos());
                json.member("owner", owner.who()).member("what", owner.what()).endObject();
            }
            json.endArray().endObject();
        }
        json.endArray();
    }

    private static void places(JsonText json, RunResult result) {
        json.name("places").beginArray();
        for (PlaceStats place : result.places()) {
            json.beginObject().member("name", place.name());
            json.member("originated", place.originated()).member("copied", place.copied());
            json.member("enteredDown", place.enteredDown()).member("enteredUp", place.enteredUp());
            json.member("leftDown", place.leftDown()).member("leftUp", place.leftUp());
            json.member("delivered", place.delivered()).member("consumed", place.consumed());
            json.member("dropped", place.dropped()).member("held", place.held());
            json.name("ends").beginArray();
            for (PlaceStats.FateCount end : place.ends()) {
                json.beginObject().member("area", end.fate().area());
                json.member("reason", end.fate().name()).member("text", end.fate().text());
                json.member("count", end.count()).endObject();
            }
            json.endArray().endObject();
        }
        json.endArray();
    }

    private static void ledger(JsonText json, RunResult result) {
        LedgerStats totals = result.totals();
        json.name("ledger").beginObject();
        json.member("injected", totals.injected()).member("copied", totals.copied());
        json.member("delivered", totals.delivered()).member("consumed", totals.consumed());
        json.member("dropped", totals.dropped()).member("held", totals.held());
        json.name("imbalances").beginArray();
        result.imbalances().forEach(json::value);
        json.endArray().endObject();
    }

    private static void expectations(JsonText json, RunResult result) {
        json.name("expectations").beginArray();
        for (RunResult.Checked checked : result.expectations()) {
            json.beginObject();
            json.member("expected", Explanation.expectation(checked.expectation()));
            json.member("line", checked.expectation().place().line());
            json.member("met", checked.met()).member("found", checked.found()).endObject();
        }
        json.endArray();
    }

    private static void findings(JsonText json, RunResult result) {
        json.name("starving").beginArray();
        for (RunResult.Starved starved : result.starved()) {
            json.beginObject().member("host", starved.host()).member("thread", starved.thread());
            json.member("cpu", starved.cpu()).member("holder", starved.holder());
            json.member("sinceNanos", starved.sinceNanos());
            json.member("waitedNanos", starved.waitedNanos()).endObject();
        }
        json.endArray();
        BreachReport.write(result.breaches(), json);
        BugCheckReport.write(result.bugChecks(), json);
        json.name("failures").beginArray();
        result.failures().forEach(json::value);
        json.endArray().name("warnings").beginArray();
        result.warnings().forEach(json::value);
        json.endArray();
    }
}
