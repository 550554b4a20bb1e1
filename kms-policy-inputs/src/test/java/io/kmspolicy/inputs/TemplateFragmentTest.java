package io.kmspolicy.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import io.kmspolicy.model.json.OpaqueText.Part;
import io.kmspolicy.model.policy.PolicyType;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy document with functions of CloudFormation is read as a part of a template. */
class TemplateFragmentTest {

  private static final String DOCUMENT =
      "{'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': {'AWS': %s},"
          + " 'Action': 'kms:*', 'Resource': '*'}]}";

  private static Optional<FoundPolicy> read(String principal) {
    String text = DOCUMENT.formatted(principal).replace('\'', '"');
    return PolicyInputs.withPlaceholders("key.json", text).flatMap(UnresolvedPolicy::known);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root'} | ACCOUNT | !Ref AWS::AccountId",
        "{'Ref': 'Admin'} | ANY | !Ref Admin",
        "[{'Fn::Sub': 'arn:aws:iam::${Other}:root'}] | ANY | !Ref Other",
        "{'Fn::GetAtt': ['Admin', 'Arn']} | RESOURCE_ARN | !GetAtt Admin.Arn",
      })
  void withPlaceholders_functions_areOpenValues(String principal, Kind kind, String shown)
      throws InputException {
    FoundPolicy policy = read(principal).orElseThrow();
    assertThat(policy.type()).isEqualTo(PolicyType.KEY);
    assertThat(OpaqueText.parts(policy.json()))
        .singleElement()
        .extracting(Part::kind, Part::reference)
        .containsExactly(kind, shown);
    assertThat(policy.read("key.json", PolicyType.KEY).document().statements()).hasSize(1);
  }

  /** An object with another name, or with a name more, is a mistake of its author. */
  @ParameterizedTest
  @ValueSource(
      strings = {"{'Sub': 'a'}", "{'Fn::Sub': 'a', 'Ref': 'b'}", "'arn:aws:iam::1:role/Fn::Sub'"})
  void withPlaceholders_otherObjects_areLeftToTheReaderOfPolicies(String principal) {
    assertThat(read(principal)).isEmpty();
  }

  @Test
  void withPlaceholders_functionsAndPlaceholders_areBothOpen() {
    FoundPolicy policy = read("['arn:aws:iam::${account}:root', {'Ref': 'Admin'}]").orElseThrow();
    assertThat(OpaqueText.parts(policy.json()))
        .extracting(Part::reference)
        .containsExactly("${account}", "!Ref Admin");
  }
}
