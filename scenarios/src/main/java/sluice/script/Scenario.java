package sluice.script;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * One experiment: machines, what lies between them, what happens, and what must come out. Names in
 * it are checked: every host, NIC, link, program and driver that is mentioned exists.
 *
 * @param file what the file calls itself in messages
 * @param title what it is, in a few words
 * @param question the question that it answers; may be empty
 * @param explanation what a reader should take home; may be empty
 * @param covers rows of the feature map
 * @param seed root of all that is drawn
 * @param untilNanos virtual end; empty: when nothing is left to do
 * @param hosts in the order of the file, at least one
 * @param links in the order of the file; one perfect segment if the file names none and there are
 *     two NICs
 * @param programs what runs on the hosts
 * @param traffic what is sent
 * @param steps what happens in between, by time, those of one time in the order of the file
 * @param follow traffic whose first packet the report follows, side by side
 * @param lesson what a run shows, in a sentence that the report ends with; may be empty
 * @param expectations what must have come out
 */
public record Scenario(
        String file,
        String title,
        String question,
        String explanation,
        List<String> covers,
        long seed,
        OptionalLong untilNanos,
        List<HostSpec> hosts,
        List<LinkSpec> links,
        List<ProgramSpec> programs,
        List<TrafficSpec> traffic,
        List<StepSpec> steps,
        List<Followed> follow,
        String lesson,
        List<Expectation> expectations) {
    /** Traffic that is named to be followed. */
    public record Followed(Place place, String traffic) {}

    /** Keeps the lists from changing. */
    public Scenario {
        covers = List.copyOf(covers);
        hosts = List.copyOf(hosts);
        links = List.copyOf(links);
        programs = List.copyOf(programs);
        traffic = List.copyOf(traffic);
        steps = List.copyOf(steps);
        follow = List.copyOf(follow);
        expectations = List.copyOf(expectations);
    }

    /** The same with more steps; at one time they come first. */
    public Scenario withSteps(List<StepSpec> more) {
        List<StepSpec> all =
                Stream.concat(more.stream(), steps.stream())
                        .sorted(Comparator.comparingLong(StepSpec::atNanos))
                        .toList();
        return new Scenario(
                file,
                title,
                question,
                explanation,
                covers,
                seed,
                untilNanos,
                hosts,
                links,
                programs,
                traffic,
                all,
                follow,
                lesson,
                expectations);
    }

    /** The host of that name. */
    public Optional<HostSpec> host(String name) {
        return hosts.stream().filter(host -> host.name().equals(name)).findFirst();
    }
}
