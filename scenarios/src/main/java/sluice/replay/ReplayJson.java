package sluice.replay;

import java.util.List;
import sluice.packet.PlaceStats;
import sluice.report.JsonText;
import sluice.run.BreachReport;
import sluice.run.BugCheckReport;
import sluice.run.PartReport;

/** A replay as JSON: all that the text shows, and each compared answer. */
final class ReplayJson {
    private final JsonText json;

    private ReplayJson(JsonText json) {
        this.json = json;
    }

    static String text(ReplayHeading heading, List<ReplayResult> results) {
        var text = new StringBuilder();
        var writer = new ReplayJson(new JsonText(text));
        writer.json.beginObject();
        writer.json.member("capture", heading.file());
        writer.json.member("frames", heading.frames());
        writer.json.member("durationNanos", heading.durationNanos());
        writer.json.member("station", heading.station());
        writer.json.member("stationFrames", heading.stationFrames());
        writer.json.member("runnerUp", heading.runnerUp());
        writer.json.name("learned").beginArray();
        heading.learned().forEach(writer.json::value);
        writer.json.endArray();
        writer.json.name("hosts").beginArray();
        results.forEach(writer::result);
        writer.json.endArray().endObject();
        return text.toString();
    }

    private void result(ReplayResult result) {
        json.beginObject().member("host", result.host());
        json.member("end", result.end().name()).member("endNanos", result.endNanos());
        json.member("standIns", result.standIns().count());
        json.member("givenToStandIns", result.standIns().received());
        json.name("frames").beginObject();
        for (FrameAccount.Category category : FrameAccount.Category.values()) {
            json.name(category.words).beginObject();
            result.account().reasons(category).forEach(json::member);
            json.endObject();
        }
        json.endObject();
        json.name("layers").beginArray();
        for (var row : result.layers()) {
            json.beginObject().member("layer", row.layer()).member("detail", row.detail());
            json.name("places").beginArray();
            row.places().forEach(json::value);
            json.endArray().endObject();
        }
        json.endArray();
        json.name("places").beginArray();
        result.places().forEach(this::place);
        json.endArray();
        PartReport.write(result.parts(), json);
        json.name("imbalances").beginArray();
        result.imbalances().forEach(json::value);
        json.endArray();
        BreachReport.write(result.breaches(), json);
        BugCheckReport.write(result.bugChecks(), json);
        json.name("findings").beginArray();
        result.findings().forEach(json::value);
        json.endArray();
        compared("ownAnswers", result.ownAnswers());
        compared("forwarded", result.forwarded());
        compared("sends", result.sends());
        compared("tcp", result.tcp());
        json.name("story").beginArray();
        result.story().forEach(json::value);
        json.endArray();
        json.endObject();
    }

    private void place(PlaceStats place) {
        json.beginObject()
                .member("name", place.name())
                .member("originated", place.originated())
                .member("copied", place.copied())
                .member("enteredDown", place.enteredDown())
                .member("enteredUp", place.enteredUp())
                .member("leftDown", place.leftDown())
                .member("leftUp", place.leftUp())
                .member("delivered", place.delivered())
                .member("consumed", place.consumed())
                .member("dropped", place.dropped())
                .member("held", place.held());
        json.name("ends").beginObject();
        place.ends()
                .forEach(end ->
                        json.member(end.fate().area() + " " + end.fate().name(), end.count()));
        json.endObject().endObject();
    }

    private void compared(String name, Comparison all) {
        json.name(name).beginArray();
        for (var one : all.listed()) {
            json.beginObject().member("verdict", one.verdict()).member("kind", one.kind());
            json.member("about", one.about())
                    .member("frame", one.frame())
                    .member("nanos", one.nanos())
                    .member("why", one.why());
            json.name("differences").beginArray();
            one.differences().forEach(json::value);
            json.endArray().endObject();
        }
        json.endArray();
    }
}
