package io.kmspolicy.lint.lockout;

import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Statements as JSON that let a caller change a key policy. */
final class StatementTexts {

  private static final String VERSION = "2012-10-17";

  private StatementTexts() {}

  /** The statement of the default key policy, which lets IAM policies decide. */
  static String delegation(AccountCaller caller) {
    String root = new Caller.RootUser(caller.partition(), caller.accountId()).arn();
    return statement("Enable IAM policies", root, List.of("kms:*"));
  }

  /** A statement that names the caller; empty if the caller's ARN is not known. */
  static Optional<String> direct(AccountCaller caller) {
    List<String> actions = List.of("kms:DescribeKey", "kms:GetKeyPolicy", "kms:PutKeyPolicy");
    Optional<String> principal =
        caller instanceof Caller.RoleCaller session ? session.roleArn() : Optional.of(caller.arn());
    return principal.map(arn -> statement("Allow changes of the key policy", arn, actions));
  }

  private static String statement(String sid, String principal, List<String> actions) {
    return JsonWriter.text(
        JsonWriter.Layout.COMPACT,
        out ->
            out.object(
                () -> {
                  out.member("Sid", sid);
                  out.member("Effect", "Allow");
                  out.member("Principal").object(() -> out.member("AWS", principal));
                  out.member("Action").bareOrArray(actions, out::string);
                  out.member("Resource", "*");
                }));
  }

  /** A key policy with one more statement. */
  static PolicyDocument with(PolicyDocument document, String statement) {
    List<Statement> statements = new ArrayList<>(document.statements());
    statements.addAll(read(PolicyType.KEY, statement).statements());
    return new PolicyDocument(document.version(), document.id(), statements);
  }

  /** A key policy that allows everybody everything. */
  static PolicyDocument everybody() {
    return read(
        PolicyType.KEY,
        "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"kms:*\",\"Resource\":\"*\"}");
  }

  /** An identity policy that allows everything. */
  static PolicyDocument everything() {
    return read(PolicyType.IDENTITY, "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}");
  }

  private static PolicyDocument read(PolicyType type, String statement) {
    return PolicyReader.forType(type)
        .read("{\"Version\":\"" + VERSION + "\",\"Statement\":[" + statement + "]}");
  }
}
