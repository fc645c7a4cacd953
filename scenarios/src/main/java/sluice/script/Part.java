package sluice.script;

/** Whose code a driver or hook is. */
public sealed interface Part {
    /** Its name or its class, for messages. */
    String text();

    /** One that comes with Sluice. */
    record Shipped(String name) implements Part {
        @Override
        public String text() {
            return name;
        }
    }

    /** The user's own, a class on the user's class path. */
    record Own(String className) implements Part {
        @Override
        public String text() {
            return className;
        }
    }
}
