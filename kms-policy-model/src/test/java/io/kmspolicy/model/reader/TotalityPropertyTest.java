package io.kmspolicy.model.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.PolicyArbitraries;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.problem.Problem;
import io.kmspolicy.model.request.ScenarioArbitraries;
import io.kmspolicy.model.writer.PolicyWriter;
import io.kmspolicy.model.writer.ScenarioWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the bytes: a reader returns a whole value or throws its own exception. */
class TotalityPropertyTest {

  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "\"",
          "\\",
          "\n",
          " ",
          "null",
          "true",
          "0",
          "-",
          "1e9",
          "😀",
          "\"Version\"",
          "\"2012-10-17\"",
          "\"Statement\"",
          "\"Effect\"",
          "\"Allow\"",
          "\"Deny\"",
          "\"Principal\"",
          "\"NotPrincipal\"",
          "\"*\"",
          "\"AWS\"",
          "\"Action\"",
          "\"Resource\"",
          "\"Condition\"",
          "\"StringEquals\"",
          "\"Grants\"",
          "\"Operations\"",
          "\"id\"",
          "\"request\"",
          "\"policies\"",
          "\"unknown\"",
          "\"\\ud800\"",
          "\u0000",
          "\ufeff",
          "//");

  /** A policy's text with its type. */
  record Written(PolicyType type, String json) {}

  /** A change to a text at a place between 0 and 1 of its length. */
  record Mutation(Kind kind, double place, int length, byte value, String token) {
    enum Kind {
      FLIP,
      DELETE,
      DUPLICATE,
      INSERT,
      TRUNCATE
    }

    byte[] apply(byte[] text) {
      int from = (int) (place * text.length);
      int to = Math.min(text.length, from + length);
      byte[] head = Arrays.copyOf(text, from);
      byte[] range = Arrays.copyOfRange(text, from, to);
      byte[] tail = Arrays.copyOfRange(text, to, text.length);
      return switch (kind) {
        case FLIP -> join(head, flipped(range), tail);
        case DELETE -> join(head, tail);
        case DUPLICATE -> join(head, range, range, tail);
        case INSERT -> join(head, token.getBytes(StandardCharsets.UTF_8), range, tail);
        case TRUNCATE -> head;
      };
    }

    private byte[] flipped(byte[] range) {
      byte[] copy = range.clone();
      if (copy.length > 0) {
        copy[0] ^= value;
      }
      return copy;
    }

    private static byte[] join(byte[]... parts) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (byte[] part : parts) {
        out.writeBytes(part);
      }
      return out.toByteArray();
    }
  }

  @Provide
  Arbitrary<PolicyType> types() {
    return PolicyArbitraries.types();
  }

  @Provide
  Arbitrary<String> tokens() {
    return Arbitraries.of(TOKENS).list().ofMaxSize(40).map(list -> String.join("", list));
  }

  @Provide
  Arbitrary<List<Mutation>> mutations() {
    return Combinators.combine(
            Arbitraries.of(Mutation.Kind.class),
            Arbitraries.doubles().between(0, 1),
            Arbitraries.integers().between(1, 40),
            Arbitraries.oneOf(
                Arbitraries.bytes(),
                Arbitraries.of("{}[]:,\"\\ 0".chars().mapToObj(c -> (byte) c).toList())),
            Arbitraries.of(TOKENS))
        .as(Mutation::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<Written> policies() {
    PolicyWriter writer = PolicyWriter.pretty();
    return PolicyArbitraries.types()
        .flatMap(
            type ->
                PolicyArbitraries.documents(type).map(doc -> new Written(type, writer.write(doc))));
  }

  @Provide
  Arbitrary<String> scenarios() {
    return ScenarioArbitraries.scenarios().map(ScenarioWriter.compact()::write);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124")
  @Label("arbitrary bytes are read or refused")
  void read_arbitraryBytes_throwsNothingElse(@ForAll byte[] bytes) {
    readAll(PolicyType.KEY, bytes);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124")
  @Label("arbitrary tokens are read or refused")
  void read_arbitraryTokens_throwsNothingElse(
      @ForAll("tokens") String text, @ForAll("types") PolicyType type) {
    readAll(type, text.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE, seed = "20261124")
  @Label("a mutated policy is read or refused; what is read can be written and read again")
  void read_mutatedPolicy_throwsNothingElse(
      @ForAll("policies") Written policy, @ForAll("mutations") List<Mutation> mutations) {
    readAll(policy.type(), mutate(policy.json(), mutations));
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE, seed = "20261124")
  @Label("a mutated scenario is read or refused")
  void read_mutatedScenario_throwsNothingElse(
      @ForAll("scenarios") String scenario, @ForAll("mutations") List<Mutation> mutations) {
    byte[] bytes = mutate(scenario, mutations);
    readOrRefuse(
        () -> {
          String written = ScenarioWriter.compact().write(ScenarioReader.create().read(bytes));
          ScenarioReader.create().read(written);
        });
  }

  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE, seed = "20261126")
  @Label("bytes and their characters are read alike: ASCII bytes are not decoded first")
  void read_bytesAndCharacters_sayTheSame(
      @ForAll("policies") Written policy, @ForAll("mutations") List<Mutation> mutations) {
    byte[] bytes = ascii(mutate(policy.json(), mutations));
    String text = new String(bytes, StandardCharsets.US_ASCII);
    PolicyReader reader = PolicyReader.forType(policy.type()).source("p.json");

    assertThat(told(() -> reader.read(bytes))).isEqualTo(told(() -> reader.read(text)));
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE, seed = "20261126")
  @Label("ASCII tokens are read alike from bytes and from characters")
  void read_tokensAsBytesAndCharacters_sayTheSame(@ForAll("tokens") String tokens) {
    byte[] bytes = ascii(tokens.getBytes(StandardCharsets.UTF_8));
    String text = new String(bytes, StandardCharsets.US_ASCII);
    PolicyReader reader = PolicyReader.forType(PolicyType.KEY);

    assertThat(told(() -> reader.read(bytes))).isEqualTo(told(() -> reader.read(text)));
  }

  private static byte[] ascii(byte[] bytes) {
    byte[] ascii = bytes.clone();
    for (int i = 0; i < ascii.length; i++) {
      ascii[i] &= 0x7f;
    }
    return ascii;
  }

  /** The document with its places, or the problems. */
  private static List<String> told(Supplier<PolicyDocument> reading) {
    try {
      PolicyDocument document = reading.get();
      List<String> told = new ArrayList<>(List.of(document.toString()));
      document.statements().forEach(statement -> told.add(statement.location().pointer()));
      return told;
    } catch (PolicySyntaxException e) {
      return e.problems().stream()
          .map(problem -> problem + " " + problem.location().pointer())
          .toList();
    }
  }

  private static byte[] mutate(String text, List<Mutation> mutations) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (Mutation mutation : mutations) {
      bytes = mutation.apply(bytes);
    }
    return bytes;
  }

  private static void readAll(PolicyType type, byte[] bytes) {
    PolicyReader reader = PolicyReader.forType(type);
    readOrRefuse(
        () -> {
          PolicyDocument document = reader.read(bytes);
          assertThat(reader.read(PolicyWriter.compact().write(document))).isEqualTo(document);
        });
    readOrRefuse(() -> reader.read(new String(bytes, StandardCharsets.ISO_8859_1)));
    readOrRefuse(() -> GrantReader.create().read(bytes));
    readOrRefuse(() -> ScenarioReader.create().read(bytes));
  }

  private static void readOrRefuse(Runnable reading) {
    try {
      reading.run();
    } catch (PolicySyntaxException e) {
      assertThat(e.problems()).isNotEmpty();
      assertThat(e.getMessage().lines()).hasSize(e.problems().size());
      for (Problem problem : e.problems()) {
        assertThat(problem.location().line()).isPositive();
        assertThat(problem.location().column()).isPositive();
        assertThat(problem.message()).isNotBlank().doesNotContain("com.", "Exception");
      }
    }
  }
}
