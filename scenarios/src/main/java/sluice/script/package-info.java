/**
 * The scenario language: a YAML file as records. {@link sluice.script.ScenarioFile} is the way in.
 * A file is read into a tree of {@link sluice.script.Node}s that know their places, held against
 * {@link sluice.script.Grammar} (the one declaration of the language, of which the published JSON
 * Schema is another form), turned into the records of {@link sluice.script.Scenario}, and those are
 * checked for names that nobody declared. Every step reports all that it finds.
 *
 * <p>Nothing here knows a stack: the records say what is wanted, a runner makes it.
 */
@NullMarked
package sluice.script;

import org.jspecify.annotations.NullMarked;
