package sluice.bpf;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes a chain as probes of tables: one for each mask, whatever the number of links.
 *
 * <p>If all links lead the same way, the order of the probes does not matter. Otherwise links are
 * taken in runs of one mask, in order, and a second table says which way the number leads.
 */
final class ChainEmitter {
    private static final int PROBES_MAX = 40;

    private final CodeBuilder code;
    private final TermEmitter terms;
    private final KeyTables tables;
    private final Function<Way, Label> labels;

    ChainEmitter(
            CodeBuilder code, TermEmitter terms, KeyTables tables, Function<Way, Label> labels) {
        this.code = code;
        this.terms = terms;
        this.tables = tables;
        this.labels = labels;
    }

    /** Links of one mask, the first for each number. */
    private record Run(int mask, Map<Integer, Way> ways) {}

    private record Probe(int mask, KeyTable table, Map<Integer, Way> ways) {}

    /** Writes {@code chain} up to where none of its links was equal; false if it wrote nothing. */
    boolean emit(Chain chain) {
        List<Probe> probes = new ArrayList<>();
        for (Run run : runs(chain.links())) {
            int[] numbers = run.ways().keySet().stream().mapToInt(Integer::intValue).toArray();
            for (KeyTable table : KeyTable.of(numbers))
                probes.add(new Probe(run.mask(), table, run.ways()));
        }
        if (probes.size() > PROBES_MAX || probes.size() * 2 > chain.links().size()) return false;
        terms.emit(chain.term());
        int number = terms.newSlot();
        int masked = terms.newSlot();
        code.istore(number);
        for (Probe probe : probes) {
            int slot = number;
            if (probe.mask() != -1) {
                code.iload(number).loadConstant(probe.mask()).iand().istore(masked);
                slot = masked;
            }
            emit(probe, slot);
        }
        return true;
    }

    private void emit(Probe probe, int number) {
        List<Way> ways = probe.ways().values().stream().distinct().toList();
        if (ways.size() == 1) {
            probe(probe.table(), probe.table().keys(), number);
            code.iload(number).if_icmpeq(labels.apply(ways.getFirst()));
            return;
        }
        Label absent = code.newLabel();
        probe(probe.table(), probe.table().keys(), number);
        code.iload(number).if_icmpne(absent);
        int[] numbersOfWays = new int[probe.table().keys().length];
        probe.ways()
                .forEach((key, way) -> {
                    if (probe.table().holds(key))
                        numbersOfWays[probe.table().place(key)] = ways.indexOf(way);
                });
        probe(probe.table(), numbersOfWays, number);
        List<SwitchCase> cases = new ArrayList<>();
        for (int i = 0; i < ways.size(); i++)
            cases.add(SwitchCase.of(i, labels.apply(ways.get(i))));
        code.tableswitch(0, ways.size() - 1, cases.getFirst().target(), cases);
        code.labelBinding(absent);
    }

    /** Leaves what {@code values} has at the place of the number in {@code slot} on the stack. */
    private void probe(KeyTable table, int[] values, int slot) {
        tables.load(code, values);
        code.iload(slot).loadConstant(table.multiplier()).imul();
        code.loadConstant(table.shift()).iushr().iaload();
    }

    private static List<Run> runs(List<Chain.Link> links) {
        boolean sameWay = links.stream().map(Chain.Link::way).distinct().count() == 1;
        List<Run> runs = new ArrayList<>();
        for (Chain.Link link : links) {
            if ((link.value() & ~link.mask()) != 0) continue; // never equal
            @Nullable Run run = null;
            if (sameWay) {
                for (Run other : runs) if (other.mask() == link.mask()) run = other;
            } else if (!runs.isEmpty() && runs.getLast().mask() == link.mask()) {
                run = runs.getLast();
            }
            if (run == null) {
                run = new Run(link.mask(), new LinkedHashMap<>());
                runs.add(run);
            }
            run.ways().putIfAbsent(link.value(), link.way());
        }
        return runs;
    }
}
