package io.kmspolicy.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import io.kmspolicy.model.json.OpaqueText.Part;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Fn::If} inside a statement chooses between two statements. */
class BranchedStatementTest {

  private static final String ALLOW =
      "Effect: Allow, Principal: {AWS: '*'}, Action: 'kms:Decrypt', Resource: '*'";

  private static String json(String statement) throws InputException {
    String template =
        "Resources: {Key: {Type: 'AWS::KMS::Key', Properties: {KeyPolicy: {Version: '2012-10-17',"
            + " Statement: ["
            + statement
            + "]}}}}";
    InputFile file = PolicyInputs.create().read("t.yaml", template);
    Optional<FoundPolicy> found = file.policies().stream().findFirst();
    FoundPolicy policy =
        found.isPresent() ? found.get() : file.unresolved().get(0).known().orElseThrow();
    policy.read("t.yaml", policy.type());
    return policy.json().replace("\n", "");
  }

  private static String allow(String condition) {
    return "{" + ALLOW + ", Condition: " + condition + "}";
  }

  /** Wherever the choice stands, each branch is a statement that is there under its condition. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{StringEquals: {'Fn::If': [Has, {'kms:CallerAccount': '111122223333'},"
            + " {'kms:CallerAccount': '111122223333', 'kms:ViaService':"
            + " 's3.us-east-1.amazonaws.com'}]}}",
        "{'Fn::If': [Has, {StringEquals: {'kms:CallerAccount': '111122223333'}},"
            + " {StringLike: {'kms:CallerAccount': '111122223333'}}]}",
        "{StringEquals: {'kms:CallerAccount': {'Fn::If': [Has, ['111122223333'],"
            + " ['111122223333', '444455556666']]}}}"
      })
  void read_choiceOfObjectsOrLists_isTwoStatements(String condition) throws InputException {
    String json = json(allow(condition));
    assertThat(json.split("\"Effect\"", -1)).hasSize(3);
    assertThat(OpaqueText.parts(json))
        .extracting(Part::kind)
        .containsExactly(Kind.TRUTH, Kind.OPPOSITE);
    assertThat(json.split("111122223333", -1)).hasSizeGreaterThan(2);
  }

  @Test
  void read_choiceOfNoValue_leavesTheMemberOut() throws InputException {
    String json =
        json(
            allow(
                "{'Fn::If': [Has, {StringEquals: {'kms:CallerAccount': '111122223333'}},"
                    + " {Ref: 'AWS::NoValue'}]}"));
    assertThat(json.split("kms:CallerAccount", -1)).hasSize(2);
    assertThat(json.split("\"Effect\"", -1)).hasSize(3);
  }

  @Test
  void read_twoChoices_areFourStatements() throws InputException {
    String json =
        json(
            allow("{'Fn::If': [A, {Bool: {'aws:a': 'true'}}, {Bool: {'aws:b': 'true'}}]}")
                .replace("'kms:Decrypt'", "{'Fn::If': [B, ['kms:Sign'], ['kms:Verify']]}"));
    assertThat(json.split("\"Effect\"", -1)).hasSize(5);
  }

  /** Each condition doubles the statements, so the number of conditions in one is bounded. */
  @ParameterizedTest
  @ValueSource(ints = {3, 6, 24})
  void read_manyChoices_stayOneStatement(int choices) throws InputException {
    StringBuilder tests = new StringBuilder("{StringEquals: {");
    StringBuilder same = new StringBuilder("{StringEquals: {");
    for (int number = 0; number < choices; number++) {
      String key = (number == 0 ? "" : ", ") + "'kms:EncryptionContext:k" + number + "': ";
      tests.append(key).append("{'Fn::If': [C" + number + ", [a, b], [c]]}");
      same.append(key).append("{'Fn::If': [C, [a, b], [c]]}");
    }
    assertThat(json(allow(tests + "}}")).split("\"Effect\"", -1)).hasSize(2);
    assertThat(json(allow(same + "}}")).split("\"Effect\"", -1)).hasSize(3);
  }

  /** A choice of texts stays one value of a list of texts. */
  @Test
  void read_choiceOfTexts_isOneStatement() throws InputException {
    String json = json(allow("{StringEquals: {'kms:CallerAccount': {'Fn::If': [Has, a, b]}}}"));
    assertThat(json.split("\"Effect\"", -1)).hasSize(2);
  }
}
