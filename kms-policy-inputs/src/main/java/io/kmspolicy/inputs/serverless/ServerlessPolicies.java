package io.kmspolicy.inputs.serverless;

import io.kmspolicy.inputs.others.PublishedPolicies;
import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The policies of a role that SAM makes: documents, managed policies by name or ARN, and policy
 * templates. A policy template that says nothing of KMS is left out.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html">SAM:
 *     policy templates</a>
 */
final class ServerlessPolicies {

  private static final String SECRET_KEY = "SecretsManagerKmsKeyId";

  /** The events for which SAM lets the function decrypt a secret. */
  private static final Set<String> WITH_SECRET = Set.of("MQ", "SelfManagedKafka", "DocumentDB");

  private static final int IF_PARTS = 3;

  private final String role;
  private final List<SourceNode> inline = new ArrayList<>();
  private final List<SourceNode> managed = new ArrayList<>();

  ServerlessPolicies(String role) {
    this.role = role;
  }

  /** The policies inside the role. */
  List<SourceNode> inline() {
    return inline;
  }

  /** The ARNs of the managed policies of the role. */
  List<SourceNode> managed() {
    return managed;
  }

  /** Adds what the properties of a function or state machine say. */
  void add(Optional<SourceNode> properties) {
    Optional<SourceNode> policies = properties.flatMap(known -> known.member("Policies"));
    for (SourceNode policy : policies.map(ServerlessPolicies::list).orElse(List.of())) {
      addPolicy(policy);
    }
    properties
        .flatMap(known -> known.member("Events"))
        .ifPresent(events -> events.members().forEach(event -> addEvent(event.value())));
  }

  private static List<SourceNode> list(SourceNode policies) {
    return policies instanceof Elements list ? list.elements() : List.of(policies);
  }

  private void addEvent(SourceNode event) {
    Optional<SourceNode> key = event.at("Properties", SECRET_KEY);
    if (key.isPresent() && event.text("Type").filter(WITH_SECRET::contains).isPresent()) {
      inline.add(policy(PolicyTemplate.decrypt(key.get())));
    }
  }

  private void addPolicy(SourceNode policy) {
    List<SourceNode> branches =
        policy.member(Expression.IF).map(SourceNode::elements).orElse(List.of());
    if (branches.size() != IF_PARTS) {
      (isManaged(policy) ? managed : inline).add(isManaged(policy) ? arn(policy) : inline(policy));
      return;
    }
    boolean isOfManaged =
        branches.subList(1, IF_PARTS).stream()
            .filter(branch -> !Expression.isNoValue(branch))
            .allMatch(ServerlessPolicies::isManaged);
    List<SourceNode> made = new ArrayList<>(branches.subList(0, 1));
    for (SourceNode branch : branches.subList(1, IF_PARTS)) {
      made.add(Expression.isNoValue(branch) ? branch : isOfManaged ? arn(branch) : inline(branch));
    }
    Place place = policy.place();
    (isOfManaged ? managed : inline)
        .add(Expression.object(Expression.IF, new Elements(made, place), place));
  }

  /** SAM takes every function for the name of a managed policy. */
  private static boolean isManaged(SourceNode policy) {
    return policy instanceof Text || Expression.is(policy);
  }

  private static SourceNode arn(SourceNode policy) {
    if (!(policy instanceof Text name) || name.text().startsWith("arn:")) {
      return policy;
    }
    String path = PublishedPolicies.path(name.text()).orElse(name.text());
    return Expression.substituted(
        "arn:${AWS::Partition}:iam::aws:policy/" + path, List.of(), policy.place());
  }

  private SourceNode inline(SourceNode policy) {
    if (policy.member("Statement").isPresent()) {
      return policy(policy);
    }
    List<Member> members = policy.members();
    String name = members.size() == 1 ? members.get(0).name() : "";
    if (PublishedPolicies.isTemplateWithoutKms(name)) {
      return Expression.noValue(policy.place());
    }
    // Of another one nothing is known; it stays, and has no document.
    return members.size() == 1
        ? PolicyTemplate.of(members.get(0)).map(this::policy).orElse(policy)
        : policy;
  }

  private SourceNode policy(SourceNode document) {
    Place place = document.place();
    return new Members(
        List.of(
            new Member(
                "PolicyName", place, Expression.text(role + "Policy" + inline.size(), place)),
            new Member("PolicyDocument", place, document)),
        place);
  }
}
