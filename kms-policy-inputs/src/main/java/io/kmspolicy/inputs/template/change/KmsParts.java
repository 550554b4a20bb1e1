package io.kmspolicy.inputs.template.change;

import io.kmspolicy.inputs.others.OtherServices;
import io.kmspolicy.inputs.others.PublishedPolicies;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The resources of a template, those of IAM without what cannot matter for KMS: statements about
 * other services, policies of AWS that say nothing of it, and who may take a role.
 */
public final class KmsParts {

  static final String IAM = "AWS::IAM::";

  private static final String PROPERTIES = "Properties";
  private static final String DOCUMENT = "PolicyDocument";
  private static final String STATEMENT = "Statement";
  private static final String TRUST = "AssumeRolePolicyDocument";
  private static final String PARTITION = "${AWS::Partition}";

  private KmsParts() {}

  /** The resources by logical name. */
  static Map<String, SourceNode> resources(SourceNode root) {
    Map<String, SourceNode> resources = new LinkedHashMap<>();
    for (Member member : root.member("Resources").map(SourceNode::members).orElse(List.of())) {
      boolean isOfIam =
          member.value().text("Type").filter(type -> type.startsWith(IAM)).isPresent();
      SourceNode resource = isOfIam ? of(member.value()) : member.value();
      if (!isOfIam || !isEmpty(resource.member(PROPERTIES).orElse(resource))) {
        resources.put(member.name(), resource);
      }
    }
    return resources;
  }

  /** A value without what cannot matter for KMS. */
  public static SourceNode of(SourceNode value) {
    if (value instanceof Elements list) {
      return new Elements(list.elements().stream().map(KmsParts::of).toList(), list.place());
    }
    if (!(value instanceof Members object)) {
      return value;
    }
    List<Member> members = new ArrayList<>();
    for (Member member : object.members()) {
      if (!member.name().equals(TRUST)) {
        members.add(new Member(member.name(), member.namePlace(), of(member)));
      }
    }
    return new Members(members, object.place());
  }

  private static SourceNode of(Member member) {
    SourceNode value = member.value();
    return switch (member.name()) {
      case STATEMENT ->
          new Elements(
              list(value).stream().filter(one -> !OtherServices.isOfOthers(one)).toList(),
              value.place());
      case "Policies" -> kept(of(value));
      case "ManagedPolicyArns" -> kept(value);
      default -> of(value);
    };
  }

  private static List<SourceNode> list(SourceNode value) {
    return value instanceof Elements list ? list.elements() : List.of(value);
  }

  /** A list without the policies that say nothing of KMS. */
  private static SourceNode kept(SourceNode policies) {
    return policies instanceof Elements list
        ? new Elements(
            list.elements().stream().filter(one -> !isEmpty(one) && !isPublished(one)).toList(),
            list.place())
        : policies;
  }

  /** Whether an object holds a document of which no statement is left. */
  private static boolean isEmpty(SourceNode policy) {
    return policy
        .at(DOCUMENT, STATEMENT)
        .filter(statements -> statements instanceof Elements list && list.elements().isEmpty())
        .isPresent();
  }

  private static boolean isPublished(SourceNode policy) {
    Optional<String> arn =
        policy instanceof Text text ? Optional.of(text.text()) : policy.text("Fn::Sub");
    return arn.map(text -> text.replace(PARTITION, "aws"))
        .filter(PublishedPolicies::saysNothingOfKms)
        .isPresent();
  }
}
