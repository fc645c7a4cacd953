package sluice.rules.nft;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sluice.rules.NftSet;
import sluice.rules.SourcePlace;
import sluice.rules.Table;

/** What rules and elements of one table are read against. */
final class Scope {
    /** Elements that one load may have: more than the kernel could take in minutes. */
    static final int ELEMENTS_MAX = 1 << 20;

    /** Shared by all tables of one load. */
    static final class Load {
        final NftDevices devices;
        final Constants constants;
        final Map<NftSet, List<St>> setStatements = new HashMap<>();
        private int elements;

        Load(NftDevices devices) {
            this.devices = devices;
            this.constants = new Constants(devices);
        }

        void countElement(SourcePlace place) throws NftFault {
            if (++elements > ELEMENTS_MAX)
                throw new NftFault(place, "more than " + ELEMENTS_MAX + " elements of sets");
        }
    }

    final Load load;
    final Table table;

    Scope(Load load, Table table) {
        this.load = load;
        this.table = table;
    }

    Constants constants() {
        return load.constants;
    }

    NftSet set(Ex.SetName name) throws NftFault {
        NftSet set = table.set(name.name());
        if (set != null) return set;
        throw new NftFault(
                name.place(),
                "there is no set '"
                        + Lexer.excerpt(name.name())
                        + "' in table "
                        + table.family().word()
                        + " "
                        + table.name());
    }
}
