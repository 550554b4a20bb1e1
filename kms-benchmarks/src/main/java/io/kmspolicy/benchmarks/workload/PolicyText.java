package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A policy as JSON text.
 *
 * @param type the type of the policy
 * @param name its name
 * @param json its JSON
 */
public record PolicyText(PolicyType type, String name, String json) {

  /** A document with these statements. */
  static PolicyText of(PolicyType type, String name, List<StatementText> statements) {
    return new PolicyText(
        type,
        name,
        statements.stream()
            .map(StatementText::json)
            .collect(
                Collectors.joining(
                    ",\n    ",
                    "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    ",
                    "\n  ]\n}\n")));
  }

  /** A key policy that delegates all permissions to the account of a root user. */
  static PolicyText delegatingTo(String root) {
    return of(
        PolicyType.KEY,
        "key-policy",
        List.of(StatementText.allow().principals(root).actions("kms:*").resources("*")));
  }

  /** The bytes of the text. */
  public byte[] utf8() {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** Parses the policy. */
  public NamedPolicy read() {
    return new NamedPolicy(name, PolicyReader.forType(type).source(name).read(json));
  }
}
