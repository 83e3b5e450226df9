// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.cli.options.Request.RunCommand;
import org.migstream.cli.options.Request.ShowHelp;
import org.migstream.cli.options.Request.ShowVersion;

/** Tests the declaration of options and the parser with a program of two commands. */
class CommandParserTest {
    private static final Flag LOUD = Flag.of("-l", "--loud", "Be loud.");
    private static final Argument<List<String>> FROM =
            Value.option("--from", "PLACE", "Come from PLACE.").repeatable();
    private static final Value<Integer> PACE =
            Value.option("--pace", "N", "Go at pace N.").convertedBy(WordConverter::toInteger);

    private static final Flag BIKE = Flag.of("--bike", "Take a bike.");
    private static final Flag BUS = Flag.of("--bus", "Take a bus.");
    private static final Value<String> VIA = Value.option("--via", "PLACE", "Go via PLACE.");
    private static final Argument<Integer> TIMES = Value.option(
                    "--times", "N", "Go N times (default: ${DEFAULT-VALUE}).")
            .convertedBy(WordConverter::toInteger)
            .withDefault("1");
    private static final Argument<List<String>> AVOID =
            Value.option("--avoid", "PLACE", "Avoid PLACE.").repeatableWithCommas();
    private static final Toggle RETURN = Toggle.of("--return", "Come back.");
    private static final Argument<List<Integer>> STEPS = Value.option("--step", "N", "Take N steps.")
            .details("They are small:", ArgumentHelp.entry("1", "tiny"))
            .withShortName("-s")
            .convertedBy(WordConverter::toInteger)
            .repeatable();
    private static final Argument<List<String>> PLACES =
            Value.positional("PLACE", "Where to go.").oneOrMore();
    private static final Value<String> NAME = Value.positional("NAME", "Whom to greet.");
    private static final Argument<String> GIVER =
            Value.positional("GIVER", "Who gives.").required();
    private static final Argument<List<String>> GIFTS =
            Value.positional("GIFT", "What is given.").oneOrMoreAfter(1);
    private static final Argument<List<String>> SONGS =
            Value.positional("SONG", "What to sing.").zeroOrMore();

    private static Request parse(String... words) {
        CommandParser parser =
                new CommandParser("walk", CommandModel.describedBy("Walk.").addCommon(PACE), List.of(LOUD, FROM));
        parser.add(
                "go",
                CommandModel.describedBy("Go somewhere.")
                        .addExclusive(BIKE, BUS)
                        .add(VIA, TIMES, AVOID, RETURN, STEPS, PLACES)
                        .addCommon(PACE)
                        .exitStatus(0, "arrived")
                        .examples("  walk go home"));
        parser.add("greet", CommandModel.describedBy("Greet someone.").add(NAME).addCommon(PACE));
        parser.add("give", CommandModel.describedBy("Give.").add(GIVER, GIFTS));
        parser.add("sing", CommandModel.describedBy("Sing.").add(SONGS));
        parser.add("nap", CommandModel.describedBy("Sleep."));
        parser.addHelpCommand();
        return parser.parse(words);
    }

    private static Arguments argumentsOf(String line) {
        return assertInstanceOf(RunCommand.class, parse(line.split(" "))).arguments();
    }

    @Test
    void argumentsThatAreNotGiven_areEmptyOrHaveTheirDefault() {
        Arguments arguments = argumentsOf("go home");
        assertFalse(arguments.has(BIKE));
        assertEquals(Optional.empty(), arguments.get(VIA));
        assertEquals(1, arguments.get(TIMES));
        assertEquals(List.of(), arguments.get(AVOID));
        assertEquals(Optional.empty(), arguments.get(RETURN));
        assertEquals(List.of("home"), arguments.get(PLACES));
        assertEquals(Optional.empty(), argumentsOf("greet").get(NAME));
    }

    @Test
    void argumentsThatAreGiven_areConverted() {
        Arguments arguments =
                argumentsOf("go --bus --via=x --times 3 --avoid a,b --avoid c --no-return home -- --bike");
        assertTrue(arguments.has(BUS));
        assertFalse(arguments.has(BIKE));
        assertEquals(Optional.of("x"), arguments.get(VIA));
        assertEquals(3, arguments.get(TIMES));
        assertEquals(List.of("a", "b", "c"), arguments.get(AVOID));
        assertEquals(Optional.of(false), arguments.get(RETURN));
        assertEquals(List.of("home", "--bike"), arguments.get(PLACES));
        assertEquals(Optional.of("Ann"), argumentsOf("greet Ann").get(NAME));
    }

    @Test
    void positionalParameters_haveTheirPlaces() {
        Arguments arguments = argumentsOf("give Ann tea milk");
        assertEquals("Ann", arguments.get(GIVER));
        assertEquals(List.of("tea", "milk"), arguments.get(GIFTS));
        assertEquals(List.of(), argumentsOf("sing").get(SONGS));
        assertEquals(List.of("a", "b"), argumentsOf("sing a b").get(SONGS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-l --pace 5 greet Ann", "greet Ann --loud --pace 5", "--pace 4 greet --pace 5 -l Ann"})
    void sharedOptions_countBeforeAndAfterTheCommand(String line) {
        Arguments arguments = argumentsOf(line);
        assertTrue(arguments.has(LOUD));
        assertEquals(Optional.of(5), arguments.get(PACE));
    }

    @Test
    void sharedOptionBeforeAndAfterTheCommand_givesBothValues() {
        assertEquals(
                List.of("a", "b", "c"),
                argumentsOf("--from a --from b greet --from c").get(FROM));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            go                    | walk go    | PLACE is missing
            go --times x home     | walk go    | Invalid value for option '--times': 'x' is not a whole number of at most 2147483647
            go --bike --bus home  | walk go    | --bike and --bus exclude each other: give only one of them
            go --bike=3 home      | walk go    | --bike takes no value, but '3' was given
            go --via a --via b c  | walk go    | --via may be given only once
            go --via              | walk go    | --via needs a value: PLACE
            go --vi a home        | walk go    | no option is called '--vi'; did you mean --via?
            go --vi=anywhere home | walk go    | no option is called '--vi'; did you mean --via?
            give Ann              | walk give  | GIFT is missing
            give                  | walk give  | GIVER is missing
            greet Ann Bob         | walk greet | 'Bob' is one argument too many
            --loud                | walk       | COMMAND is missing
            --louder              | walk       | no option is called '--louder'; did you mean --loud?
            run                   | walk       | no command is called 'run'
            gret                  | walk       | no command is called 'gret'; did you mean greet?
            geret                 | walk       | no command is called 'geret'; did you mean greet?
            hlep                  | walk       | no command is called 'hlep'; did you mean help?
            @go                   | walk       | no command is called '@go'; did you mean go?
            --pace 4 nap          | walk nap   | the command nap has no option --pace
            nap --pace=4          | walk nap   | no option is called '--pace'
            help run              | walk       | no command is called 'run'
            help gret             | walk       | no command is called 'gret'; did you mean greet?
            help go home          | walk help  | 'home' is one argument too many
            help go --lod         | walk help  | no option is called '--lod'; did you mean --loud?
            """)
    void wrongWords_areReportedWithTheirCommand(String line, String command, String message) {
        UsageException e = assertThrows(UsageException.class, () -> parse(line.split(" ")));
        assertEquals(Optional.of(command), e.command());
        assertEquals(message, e.getMessage());
    }

    @Test
    void converterThatReportsTheWholeMessage_isNotChanged() {
        Argument<String> strict = Value.option("--strict", "WORD", "A word.")
                .<String>convertedBy(word -> {
                    throw new UsageException("other", "no " + word);
                })
                .withDefault("x");
        CommandParser parser = new CommandParser("walk", CommandModel.describedBy("Walk."), List.of());
        parser.add("go", CommandModel.describedBy("Go.").add(strict));
        UsageException e = assertThrows(UsageException.class, () -> parser.parse("go", "--strict", "y"));
        assertEquals("no y", e.getMessage());
        assertEquals(Optional.of("other"), e.command());
    }

    @ParameterizedTest
    @ValueSource(strings = {"go --help", "help go", "-l go -h", "go --bogus --help", "help go --loud"})
    void helpOfCommand_hasItsArgumentsInOrder(String line) {
        assertEquals(
                """
                Usage: walk go [OPTION]... [--bike | --bus] PLACE...
                Go somewhere.

                  PLACE...                  Where to go.
                  --bike                    Take a bike.
                  --bus                     Take a bus.
                  --via=PLACE               Go via PLACE.
                  --times=N                 Go N times (default: 1).
                  --avoid=PLACE[,PLACE]...  Avoid PLACE.
                  --[no-]return             Come back.
                  -s, --step=N...           Take N steps.
                Common options (see 'walk help --all go'): --pace --loud --from --help --version

                Exit status:
                  0  arrived

                Examples (in /usr/share/migstream, or at the top of a checkout):
                  walk go home
                """, assertInstanceOf(ShowHelp.class, parse(line.split(" "))).text());
    }

    @Test
    void fullHelp_hasDetails() {
        String text =
                assertInstanceOf(ShowHelp.class, parse("help", "--all", "go")).text();
        assertTrue(text.contains("""
                          -s, --step=N...
                              Take N steps.
                              They are small:
                              1: tiny
                        """), text);
        assertTrue(text.contains("  --pace=N\n      Go at pace N.\n"), text);
    }

    @Test
    void helpOfOptions_hasCommonOptionsOnce() {
        String text = assertInstanceOf(ShowHelp.class, parse("help", "options")).text();
        assertEquals(2, text.split("--pace=N", -1).length);
        assertTrue(text.contains("  -h, --help\n"), text);
        assertFalse(text.contains("--bike"), text);
    }

    @Test
    void argumentThatTheCommandDoesNotDeclare_isRefused() {
        Arguments arguments = argumentsOf("nap");
        assertThrows(IllegalArgumentException.class, () -> arguments.get(PACE));
        assertFalse(arguments.has(LOUD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V go", "go -V", "greet --version Ann"})
    void versionFlag_asksForTheVersion(String line) {
        assertInstanceOf(ShowVersion.class, parse(line.split(" ")));
    }
}
