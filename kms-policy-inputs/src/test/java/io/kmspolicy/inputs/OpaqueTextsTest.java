package io.kmspolicy.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Part;
import io.kmspolicy.model.policy.PolicyType;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents that a template makes as one text, or that {@code Fn::If} chooses. */
class OpaqueTextsTest {

  private static final String ALLOW =
      "{'Effect':'Allow','Principal':{'AWS':'%s'},'Action':'kms:*','Resource':'*'}";

  private static Optional<FoundPolicy> keyPolicy(String expression) {
    return policy(
        "{'Resources':{'Key':{'Type':'AWS::KMS::Key','Properties':{'KeyPolicy':"
            + expression
            + "}}}}");
  }

  private static Optional<FoundPolicy> policy(String template) {
    return policies(template).stream().findFirst();
  }

  private static List<FoundPolicy> policies(String template) {
    try {
      InputFile file = PolicyInputs.create().read("t.json", template.replace('\'', '"'));
      List<FoundPolicy> found = new ArrayList<>(file.policies());
      file.unresolved().forEach(open -> open.known().ifPresent(found::add));
      for (FoundPolicy policy : found) {
        policy.read("t.json", policy.type());
      }
      return found;
    } catch (InputException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A document as the inside of a string of JSON. */
  private static String quoted(String document) {
    return "'" + document.replace("'", "\\\"") + "'";
  }

  private static String document(String... statements) {
    return "{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}";
  }

  /** A statement with one member more. */
  private static String with(String member) {
    return ALLOW.formatted("111122223333").replace("'Resource'", member + ",'Resource'");
  }

  private static Set<String> expressions(FoundPolicy policy) {
    return OpaqueText.parts(policy.json()).stream()
        .map(Part::reference)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  @Test
  @DisplayName("A text that Fn::Sub makes is the document, with opaque parts in its strings")
  void read_wholeSub_isReadAsTheDocument() {
    String text =
        document(
            ALLOW.formatted("arn:${AWS::Partition}:iam::${AWS::AccountId}:root"),
            ALLOW.formatted("${Partner}"),
            ALLOW.formatted("*").replace("'Resource':'*'", "'Resource':'${!aws:username}'"));
    FoundPolicy found = keyPolicy("{'Fn::Sub':" + quoted(text) + "}").orElseThrow();

    assertThat(found.type()).isEqualTo(PolicyType.KEY);
    assertThat(expressions(found))
        .containsExactly("!Ref AWS::Partition", "!Ref AWS::AccountId", "!Ref Partner");
    assertThat(found.json()).contains("\"kms:*\"", "\"${aws:username}\"");
  }

  @Test
  void read_wholeJoin_isReadAsTheDocument() {
    String text = document(ALLOW.formatted("@"));
    String first = text.substring(0, text.indexOf('@'));
    String last = text.substring(text.indexOf('@') + 1);
    FoundPolicy found =
        keyPolicy(
                "{'Fn::Join':['',[" + quoted(first) + ",{'Ref':'Partner'}," + quoted(last) + "]]}")
            .orElseThrow();
    assertThat(expressions(found)).containsExactly("!Ref Partner");
    assertThat(found.json()).contains("\"kms:*\"");
  }

  @Test
  @DisplayName("An expression in a name makes its condition block opaque, in an effect the effect")
  void read_wholeSubWithOpaqueNames_isReadAsFarAsItIsKnown() {
    String condition = "'Condition':{'StringEquals':{'${Issuer}:sub':'x'}}";
    String text = document(with(condition)).replace("'Allow'", "'${Effect}'");
    FoundPolicy found = keyPolicy("{'Fn::Sub':" + quoted(text) + "}").orElseThrow();
    assertThat(expressions(found)).containsExactly("!Ref Effect", "!Ref Issuer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'Fn::Sub':'{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[${Statements}]}'}
          {'Fn::Sub':'{\\\"Version\\\":\\\"${Version}\\\",\\\"Statement\\\":[]}'}
          {'Fn::Sub':'{\\\"Statement\\\":[{\\\"Sid\\\":\\\"\\\\ufdd0A x\\\\ufdd1${Name}\\\"}]}'}
          {'Fn::Sub':'${Policy}'}
          {'Ref':'Policy'}
          """)
  @DisplayName("Text that is a document for some values only is not read")
  void read_textThatDepends_isNotRead(String expression) {
    assertThat(keyPolicy(expression)).isEmpty();
  }

  private static String either(String condition, String one, String other) {
    return "{'Fn::If':['" + condition + "'," + one + "," + other + "]}";
  }

  private static final String NONE = "{'Ref':'AWS::NoValue'}";

  /** The conditions of each statement with one, in order. */
  private static List<String> truths(FoundPolicy policy) {
    List<String> found = new ArrayList<>();
    for (String line : policy.json().split("\n")) {
      String text = line.replaceAll("^,?\"|\"[}\\],]*$", "");
      String all =
          OpaqueText.truths(text).stream()
              .map(part -> (part.kind() == OpaqueText.Kind.TRUTH ? "" : "not ") + part.reference())
              .collect(Collectors.joining(", "));
      if (!all.isEmpty()) {
        found.add(all.replace("!If ", ""));
      }
    }
    return found;
  }

  @Test
  @DisplayName("Statements under Fn::If, one in another, have all its conditions")
  void read_nestedStatements_haveAllConditions() {
    String one = ALLOW.formatted("111122223333");
    String nested = either("A", either("B", one, either("A", one, NONE)), either("A", one, one));
    assertThat(truths(keyPolicy(document(one, nested)).orElseThrow()))
        .containsExactly("A, B", "A, not B", "not A");
  }

  @Test
  void read_listsAndDocumentsUnderIf_haveTheStatementsOfBoth() {
    String one = ALLOW.formatted("111122223333");
    String list =
        "{'Version':'2012-10-17','Statement':"
            + either("A", "[" + one + "," + one + "]", one)
            + "}";
    assertThat(truths(keyPolicy(list).orElseThrow())).containsExactly("A", "A", "not A");

    String documents = either("A", document(one), either("B", document(one), document()));
    assertThat(truths(keyPolicy(documents).orElseThrow())).containsExactly("A", "B, not A");
    assertThat(keyPolicy(either("A", document(one), NONE))).isEmpty();
    String old = document(one).replace("2012-10-17", "2008-10-17");
    assertThat(keyPolicy(either("A", document(one), old))).isEmpty();
  }

  @Test
  @DisplayName("A policy under Fn::If is attached under its condition")
  void read_policiesUnderIf_areReadUnderTheirCondition() {
    String use = "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*'}";
    String policy = "{'PolicyName':'p','PolicyDocument':" + document(use, use) + "}";
    String role = "{'Resources':{'R':{'Type':'AWS::IAM::Role','Properties':{'Policies':%s}}}}";
    List<FoundPolicy> found =
        policies(role.formatted("[" + policy + "," + either("A", policy, NONE) + "]"));
    assertThat(found).extracting(FoundPolicy::name).containsExactly("R/p", "R/p");
    assertThat(truths(found.get(0))).isEmpty();
    assertThat(truths(found.get(1))).containsExactly("A", "A");

    String lists = either("A", "[" + either("A", policy, policy) + "]", "[" + policy + "]");
    assertThat(policies(role.formatted(lists)))
        .extracting(OpaqueTextsTest::truths)
        .containsExactly(List.of("A", "A"), List.of("not A", "not A"));
  }

  @Test
  @DisplayName("Beyond six conditions in a document, a statement is opaque as a whole")
  void read_seventhCondition_isNotToldApart() {
    List<String> statements = new ArrayList<>();
    for (int i = 1; i <= 7; i++) {
      statements.add(either("C" + i, ALLOW.formatted("111122223333"), NONE));
    }
    FoundPolicy found = keyPolicy(document(statements.toArray(String[]::new))).orElseThrow();
    assertThat(truths(found)).containsExactly("C1", "C2", "C3", "C4", "C5", "C6");
    assertThat(OpaqueText.parts(found.json()))
        .filteredOn(part -> part.kind() == OpaqueText.Kind.STATEMENT)
        .extracting(Part::reference)
        .containsExactly("!If C7");
  }

  @Test
  @DisplayName("What the text of an expression leaves out tells two of them apart")
  void read_expressionsOfOtherObjects_areNotEqual() {
    String block = "{'Fn::Transform':{'Name':'Test','Parameters':{'Account':'%s'}}}";
    List<Set<Part>> parts = new ArrayList<>();
    for (String account : List.of("111122223333", "444455556666")) {
      String one = with("'Condition':" + block.formatted(account));
      parts.add(OpaqueText.parts(keyPolicy(document(one)).orElseThrow().json()));
    }
    assertThat(parts.get(0)).isNotEmpty().doesNotContainAnyElementsOf(parts.get(1));
  }
}
