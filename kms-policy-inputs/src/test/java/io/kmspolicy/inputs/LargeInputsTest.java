package io.kmspolicy.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Files whose values, or whose functions, would take all memory. */
class LargeInputsTest {

  private static String template(String principal) {
    return """
        {"Mappings": {"M": {"a": {"b": [{"Fn::FindInMap": ["M", "a", "b"]}]}}},
         "Resources": {
          "Good": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "111122223333"},
             "Action": {"Fn::Sub": "kms:*"}, "Resource": "*"}]}}},
          "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": [
            {"Effect": "Allow", "Principal": {"AWS": @}, "Action": "kms:*", "Resource": "*"}]}}}}}
        """
        .replace("@", principal);
  }

  /** A text that each level doubles. */
  private static String doubled(int levels, String innermost) {
    String value = innermost;
    for (int level = 0; level < levels; level++) {
      value = "{\"Fn::Sub\": [\"${v}${v}\", {\"v\": " + value + "}]}";
    }
    return value;
  }

  private static void assertUnresolved(String principal, String reason) throws InputException {
    InputFile file = PolicyInputs.create().read("t.json", template(principal));
    assertThat(file.policies()).extracting(FoundPolicy::name).containsExactly("Good");
    assertThat(file.unresolved())
        .singleElement()
        .satisfies(
            open -> {
              assertThat(open.name()).isEqualTo("Key");
              assertThat(open.reason()).isEqualTo(reason);
            });
  }

  @Test
  @DisplayName("Functions that double a text with each level: the value is unresolved, others not")
  void doubledTexts() throws InputException {
    assertUnresolved(doubled(60, "\"x\""), "`Fn::Sub` makes more than 10000 values");
    assertUnresolved(
        doubled(3, "\"" + "x".repeat(200_000) + "\""),
        "`Fn::Sub` makes a text of more than 1048576 characters");
    assertUnresolved(
        doubled(11, "\"" + "x".repeat(1000) + "\""),
        "`Fn::Sub` and the functions before it make more than 16777216 characters");
  }

  @Test
  @DisplayName("Functions in functions without end: the value is unresolved")
  void endless() throws InputException {
    assertUnresolved(
        "{\"Fn::FindInMap\": [\"M\", \"a\", \"b\"]}",
        "`Fn::FindInMap` has more than 100 functions in another");
  }

  @Test
  @DisplayName("What is below the limits is evaluated: a text of 2^9 parts")
  void belowTheLimits() throws InputException {
    InputFile file = PolicyInputs.create().read("t.json", template(doubled(9, "\"1\"")));
    assertThat(file.unresolved()).isEmpty();
    assertThat(file.policies().get(1).json()).contains("1".repeat(512));
  }

  @Test
  @DisplayName("Terraform source: the message says what to give instead")
  void terraformSource() {
    for (String name : new String[] {"main.tf", "key.tf.json", "a/main.tofu"}) {
      assertThatThrownBy(
              () -> PolicyInputs.create().read(name, "resource \"aws_kms_key\" \"a\" {}"))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(name + ":1:1: this is Terraform source")
          .hasMessageContaining("`terraform show -json PLAN`");
    }
  }

  @Test
  @DisplayName("Policies and templates of more than 4 MiB are refused by name; plans are not")
  void largeFiles() throws InputException {
    String rest = ", \"Metadata\": \"" + "x".repeat(4 << 20) + "\"}";
    String template = template("\"111122223333\"").strip();
    String longer = template.substring(0, template.length() - 1) + rest;
    assertThatThrownBy(() -> PolicyInputs.create().read("t.json", longer))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("t.json:1:1: the file has 4194")
        .hasMessageContaining("more than 4194304 is not read");
    String yaml = "Resources:\n  Key: {Type: AWS::KMS::Key}\n#" + "x".repeat(4 << 20);
    assertThatThrownBy(() -> PolicyInputs.create().read("t.yaml", yaml))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is not read");
    String plan =
        "{\"format_version\": \"1.2\", \"planned_values\": {\"root_module\": {}}, \"resource_changes\": []"
            + rest;
    assertThat(PolicyInputs.create().read("p.json", plan).shape())
        .isEqualTo(InputShape.TERRAFORM_PLAN);
    String documents = "[" + "{\"Statement\": []},".repeat(250_000) + "{\"Statement\": []}]";
    assertThat(documents.length()).isGreaterThan(4 << 20);
    assertThat(PolicyInputs.create().read("d.json", documents).shape())
        .isEqualTo(InputShape.DOCUMENTS);
  }

  @Test
  @DisplayName("A large file of no form costs no tree of values")
  void largeOther() throws InputException {
    String other = "{\"events\": [" + "1,".repeat(10 << 20) + "1]}";
    assertThat(PolicyInputs.create().read("o.json", other).shape()).isEqualTo(InputShape.OTHER);
  }
}
