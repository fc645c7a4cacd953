package sluice.winstack;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The Winsock catalogue of a host: which layered providers stand over which entries, in order, and
 * what lies in the place of ws2_32.dll. Each process loads its own instances. A change holds for
 * sockets opened from then on; those that are open keep the chain they were opened through.
 */
public final class WinsockCatalogue {
    private final List<Entry> chain = new ArrayList<>();
    private final List<Shim> shims = new ArrayList<>();
    private int version;

    WinsockCatalogue() {}

    /** A layered provider, its name, and the entries it is chained over. */
    public record Entry(String name, LayeredProvider provider, Set<WinsockProtocol> over) {
        /** Copies the set. */
        public Entry {
            over = Set.copyOf(over);
        }
    }

    record Shim(String name, DllShim library) {}

    /**
     * WSCInstallProvider and WSCWriteProviderOrder: chains a provider on top of those that are
     * there, over the entries named (all, if none is).
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public void install(String name, LayeredProvider provider, WinsockProtocol... over) {
        requireFree(name);
        Set<WinsockProtocol> entries = EnumSet.noneOf(WinsockProtocol.class);
        entries.addAll(over.length == 0 ? List.of(WinsockProtocol.values()) : List.of(over));
        chain.addFirst(new Entry(name, provider, entries));
        version++;
    }

    /** WSCDeinstallProvider; false if there is none of that name. */
    public boolean remove(String name) {
        boolean found = chain.removeIf(entry -> entry.name().equals(name));
        if (found) version++;
        return found;
    }

    /**
     * Moves a provider to another place in the chain, 0 being topmost; false if there is none of
     * that name.
     */
    public boolean move(String name, int positionFromTop) {
        for (Entry entry : chain) {
            if (!entry.name().equals(name)) continue;
            chain.remove(entry);
            chain.add(Math.clamp(positionFromTop, 0, chain.size()), entry);
            version++;
            return true;
        }
        return false;
    }

    /** The layered providers, topmost first. */
    public List<Entry> entries() {
        return List.copyOf(chain);
    }

    /**
     * Renames ws2_32.dll and puts a library in its place; a second one has the first for its
     * original.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public void replaceDll(String name, DllShim library) {
        requireFree(name);
        shims.addFirst(new Shim(name, library));
        version++;
    }

    /** Takes such a library away again; false if there is none of that name. */
    public boolean restoreDll(String name) {
        boolean found = shims.removeIf(shim -> shim.name().equals(name));
        if (found) version++;
        return found;
    }

    /** Names of the libraries in the place of ws2_32.dll, the outermost first. */
    public List<String> replacedBy() {
        return shims.stream().map(Shim::name).toList();
    }

    private void requireFree(String name) {
        boolean taken =
                chain.stream().anyMatch(entry -> entry.name().equals(name))
                        || shims.stream().anyMatch(shim -> shim.name().equals(name));
        if (taken) throw new IllegalArgumentException("two Winsock libraries named " + name);
    }

    List<Shim> shims() {
        return shims;
    }

    /** Grows with every change. */
    int version() {
        return version;
    }
}
