package sluice.bpf;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;

/** The tables of one class: constants of its class data, each in a static final field. */
final class KeyTables {
    static final ClassDesc INTS = ClassDesc.ofDescriptor("[I");

    private final ClassDesc owner;
    private final List<int[]> tables = new ArrayList<>();

    KeyTables(ClassDesc owner) {
        this.owner = owner;
    }

    /** All tables, in the order of their fields. */
    List<int[]> all() {
        return tables;
    }

    /** The field of table {@code index}. */
    static String field(int index) {
        return "TABLE_" + index;
    }

    /** Leaves {@code table} on the stack. */
    void load(CodeBuilder code, int[] table) {
        int index = 0;
        while (index < tables.size() && !java.util.Arrays.equals(tables.get(index), table)) index++;
        if (index == tables.size()) tables.add(table);
        code.getstatic(owner, field(index), INTS);
    }
}
