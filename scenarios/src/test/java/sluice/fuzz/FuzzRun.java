package sluice.fuzz;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Fuzzes targets one after another with Jazzer, each in a process of its own, for so many seconds,
 * and says what came of it. The folder keeps each target's corpus, which the next run goes on with,
 * and the inputs that broke something.
 *
 * <p>Arguments: the folder, the seconds for each target, and the targets' names with commas between
 * them, or {@code all}.
 */
public final class FuzzRun {
    private static final String ENGINE = "com.code_intelligence.jazzer.Jazzer";
    private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+) ft: (\\d+) corp: (\\d+)");
    private static final Pattern EXECUTED =
            Pattern.compile("stat::number_of_executed_units: (\\d+)");
    private static final Pattern FINDING = Pattern.compile("== (Java Exception|.*ERROR)[^\n]*");
    private static final int INPUT_SECONDS_MAX = 10;

    private final Path folder;
    private final int seconds;
    private final PrintStream out;

    private FuzzRun(Path folder, int seconds, PrintStream out) {
        this.folder = folder;
        this.seconds = seconds;
        this.out = out;
    }

    /** Ends with 1 if anything was found. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        FuzzRun run =
                new FuzzRun(Path.of(arguments[0]), Integer.parseInt(arguments[1]), System.out);
        List<String> words =
                Arrays.stream(arguments)
                        .skip(2)
                        .flatMap(each -> Arrays.stream(each.split(",")))
                        .toList();
        List<FuzzTarget> targets =
                words.equals(List.of("all"))
                        ? List.of(FuzzTarget.values())
                        : words.stream().map(FuzzTarget::of).toList();
        boolean found = false;
        run.out.println("target        seconds     inputs    edges  features  corpus  found");
        for (FuzzTarget target : targets) found |= run.fuzz(target);
        if (found) System.exit(1);
    }

    private boolean fuzz(FuzzTarget target) throws IOException, InterruptedException {
        Path own = folder.resolve(target.word());
        Path corpus = Files.createDirectories(own.resolve("corpus"));
        Path seeds = Files.createDirectories(own.resolve("seeds"));
        Path found = Files.createDirectories(own.resolve("found"));
        for (byte[] seed : Seeds.of(target, true))
            Files.write(seeds.resolve("%08x".formatted(Arrays.hashCode(seed))), seed);
        Path log = own.resolve("log.txt");
        Process process =
                new ProcessBuilder(command(target, own, corpus, seeds, found))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        int status = process.waitFor();
        report(target, Files.readString(log, StandardCharsets.ISO_8859_1), status, found);
        return status != 0;
    }

    private List<String> command(FuzzTarget target, Path own, Path corpus, Path seeds, Path found)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.add("-Dsluice.fuzz.target=" + target.word());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ENGINE));
        command.add("--target_class=" + FuzzEntry.class.getName());
        command.add("--instrumentation_includes=sluice.**");
        command.add("--instrumentation_excludes=sluice.fuzz.**");
        command.add("--disabled_hooks=*");
        command.add("--reproducer_path=" + own);
        command.add("-artifact_prefix=" + found + File.separator);
        command.add("-max_total_time=" + seconds);
        command.add("-timeout=" + INPUT_SECONDS_MAX);
        command.add("-rss_limit_mb=3000");
        command.add("-print_final_stats=1");
        command.add("-max_len=" + target.lengthOctetsMax);
        if (target == FuzzTarget.FILTER || target == FuzzTarget.FILTER_PEER) {
            Path words = own.resolve("words.dict");
            Files.write(words, FilterWords.ALL.stream().map(word -> '"' + word + '"').toList());
            command.add("-dict=" + words);
        }
        command.add(corpus.toString());
        command.add(seeds.toString());
        return command;
    }

    private void report(FuzzTarget target, String log, int status, Path found) throws IOException {
        long[] reached = new long[3];
        for (Matcher line = COVERAGE.matcher(log); line.find(); )
            for (int i = 0; i < reached.length; i++) reached[i] = Long.parseLong(line.group(i + 1));
        Matcher executed = EXECUTED.matcher(log);
        long inputs = executed.find() ? Long.parseLong(executed.group(1)) : -1;
        long findings;
        try (Stream<Path> files = Files.list(found)) {
            findings = files.count();
        }
        out.printf(
                Locale.ROOT,
                "%-12s %8d %10d %8d %9d %7d %6d%n",
                target.word(),
                seconds,
                inputs,
                reached[0],
                reached[1],
                reached[2],
                findings);
        if (status == 0) return;
        Matcher finding = FINDING.matcher(log);
        out.println("  " + (finding.find() ? finding.group() : "ended with status " + status));
        out.println("  inputs in " + found);
    }
}
