package io.kmspolicy.lint.fix;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.reader.GrantReader;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;

/** Adds pieces to policies, and makes policies in which one layer or one piece decides alone. */
final class PolicyChanges {

  private static final String FIX = "fix";

  private static final PolicyLayer ALLOWING =
      layer(
          PolicyType.IDENTITY,
          """
          {"Version": "2012-10-17", "Statement":
            {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}}
          """);

  private static final PolicyLayer ALLOWING_KEY =
      layer(
          PolicyType.KEY,
          """
          {"Version": "2012-10-17", "Statement":
            {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}}
          """);

  /** A key policy that allows nothing to anybody who asks here. */
  private static final PolicyLayer IDLE_KEY =
      layer(
          PolicyType.KEY,
          """
          {"Version": "2012-10-17", "Statement": {"Effect": "Deny",
            "Principal": {"Service": "none.amazonaws.com"}, "Action": "kms:*", "Resource": "*"}}
          """);

  private static final PolicyLayer WITHOUT_KMS =
      layer(
          PolicyType.PERMISSIONS_BOUNDARY,
          """
          {"Version": "2012-10-17", "Statement":
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
          """);

  private PolicyChanges() {}

  private static PolicyLayer layer(PolicyType type, String text) {
    return PolicyLayer.of(new NamedPolicy("all", PolicyReader.forType(type).read(text)));
  }

  /** The policies with a piece. */
  static PolicySet add(PolicySet set, Piece piece, KmsResource on) {
    return switch (piece.place()) {
      case IDENTITY, PERMISSION_SET -> {
        List<NamedPolicy> all = new ArrayList<>();
        if (set.identity() instanceof PolicyLayer.Attached attached) {
          all.addAll(attached.policies());
        }
        all.add(new NamedPolicy(FIX, identityDocument(piece)));
        yield set.toBuilder().identity(new PolicyLayer.Attached(all)).build();
      }
      case KEY_POLICY -> {
        NamedPolicy old = keyPolicy(set);
        PolicyDocument changed = changed(old.document(), piece);
        yield set.toBuilder().key(PolicyLayer.of(new NamedPolicy(old.name(), changed))).build();
      }
      case GRANT -> {
        List<Grant> grants = new ArrayList<>();
        if (set.grants() instanceof GrantLayer.Known known) {
          grants.addAll(known.grants());
        }
        grants.addAll(grant(piece, on));
        yield set.toBuilder().grants(new GrantLayer.Known(grants)).build();
      }
    };
  }

  static NamedPolicy keyPolicy(PolicySet set) {
    return ((PolicyLayer.Attached) set.key()).policies().get(0);
  }

  private static List<Grant> grant(Piece piece, KmsResource on) {
    KmsResource.Key key = (KmsResource.Key) on;
    return GrantReader.create()
        .read("{\"Grants\":[" + piece.grant(key.accountId(), key.partition()) + "]}");
  }

  static String identityText(Piece piece) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":["
        + piece.statement(PolicyVersion.V2012_10_17)
        + "]}";
  }

  private static PolicyDocument identityDocument(Piece piece) {
    return PolicyReader.forType(PolicyType.IDENTITY).read(identityText(piece));
  }

  /** A key policy with a piece at its end. */
  static PolicyDocument changed(PolicyDocument old, Piece piece) {
    List<Statement> all = new ArrayList<>(old.statements());
    all.addAll(keyDocument(piece, old.version()).statements());
    return new PolicyDocument(old.version(), old.id(), all);
  }

  private static PolicyDocument keyDocument(Piece piece, PolicyVersion version) {
    return PolicyReader.forType(PolicyType.KEY)
        .read(
            "{\"Version\":\""
                + (version == PolicyVersion.V2012_10_17 ? "2012-10-17" : "2008-10-17")
                + "\",\"Statement\":["
                + piece.statement(version)
                + "]}");
  }

  /** The policies without these statements, which AWS's denial shows not to have applied. */
  static PolicySet without(PolicySet set, List<Statement> statements) {
    return set.toBuilder()
        .identity(without(set.identity(), statements))
        .key(without(set.key(), statements))
        .build();
  }

  private static PolicyLayer without(PolicyLayer layer, List<Statement> statements) {
    if (!(layer instanceof PolicyLayer.Attached attached)) {
      return layer;
    }
    return new PolicyLayer.Attached(
        attached.policies().stream()
            .map(
                policy ->
                    new NamedPolicy(
                        policy.name(),
                        new PolicyDocument(
                            policy.document().version(),
                            policy.document().id(),
                            policy.document().statements().stream()
                                .filter(statement -> !statements.contains(statement))
                                .toList())))
            .toList());
  }

  /** Whether a layer that only limits is there, or may be. */
  static boolean has(PolicyType filter, PolicySet set) {
    return switch (filter) {
      case PERMISSIONS_BOUNDARY -> !(set.permissionsBoundary() instanceof PolicyLayer.None);
      case SESSION -> !(set.session() instanceof PolicyLayer.None);
      case SERVICE_CONTROL -> !(set.serviceControl() instanceof OrganizationLayer.None);
      case RESOURCE_CONTROL -> !(set.resourceControl() instanceof OrganizationLayer.None);
      case VPC_ENDPOINT -> !(set.vpcEndpoint() instanceof PolicyLayer.None);
      case IDENTITY, KEY -> true;
    };
  }

  /** The layer of a filter alone; all others allow. */
  static PolicySet alone(PolicyType filter, PolicySet set, AuthorizationRequest request) {
    PolicySet.Builder alone = PolicySet.builder().identity(ALLOWING).key(ALLOWING_KEY);
    switch (filter) {
      case PERMISSIONS_BOUNDARY ->
          alone.permissionsBoundary(set.permissionsBoundary()).key(delegating(request));
      case SESSION -> alone.session(set.session()).key(delegating(request));
      case SERVICE_CONTROL -> alone.serviceControl(set.serviceControl());
      case RESOURCE_CONTROL -> alone.resourceControl(set.resourceControl());
      case VPC_ENDPOINT -> alone.vpcEndpoint(set.vpcEndpoint());
      case IDENTITY -> alone.identity(set.identity()).key(delegating(request));
      case KEY ->
          alone
              .identity(isAcross(request) ? ALLOWING : PolicyLayer.of())
              .key(set.key())
              .grants(set.grants());
    }
    return alone.build();
  }

  /**
   * The policies in which a piece decides alone.
   *
   * @param withIdentity whether the caller's own policies allow everything
   */
  static PolicySet alone(Piece piece, AuthorizationRequest request, boolean withIdentity) {
    PolicyLayer identity =
        withIdentity || isAcross(request) || piece.isByCondition() ? ALLOWING : PolicyLayer.of();
    return switch (piece.place()) {
      case IDENTITY, PERMISSION_SET ->
          PolicySet.builder()
              .identity(PolicyLayer.of(new NamedPolicy(FIX, identityDocument(piece))))
              .key(delegating(request))
              .build();
      case KEY_POLICY ->
          PolicySet.builder()
              .identity(identity)
              .key(
                  PolicyLayer.of(
                      new NamedPolicy(FIX, keyDocument(piece, PolicyVersion.V2012_10_17))))
              .build();
      case GRANT ->
          PolicySet.builder()
              .identity(identity)
              .key(IDLE_KEY)
              .grants(new GrantLayer.Known(grant(piece, request.resource())))
              .build();
    };
  }

  /** The same policies under a permissions boundary that allows nothing of KMS. */
  static PolicySet underBoundaryWithoutKms(PolicySet set) {
    return set.toBuilder().permissionsBoundary(WITHOUT_KMS).build();
  }

  /** Whether one statement allows the request by itself. */
  static PolicySet only(Statement statement) {
    return PolicySet.builder()
        .identity(PolicyLayer.of())
        .key(
            PolicyLayer.of(
                new NamedPolicy(
                    FIX,
                    new PolicyDocument(
                        PolicyVersion.V2012_10_17, Label.absent(), List.of(statement)))))
        .build();
  }

  /**
   * One statement of the key policy, with what the caller's own policies have to allow beside it.
   */
  static PolicySet only(Statement statement, AuthorizationRequest request) {
    return only(statement).toBuilder().identity(own(request)).build();
  }

  /** One grant, with what the caller's own policies have to allow beside it. */
  static PolicySet only(Grant grant, AuthorizationRequest request) {
    return PolicySet.builder()
        .identity(own(request))
        .key(IDLE_KEY)
        .grants(new GrantLayer.Known(List.of(grant)))
        .build();
  }

  private static PolicyLayer own(AuthorizationRequest request) {
    return isAcross(request) ? ALLOWING : PolicyLayer.of();
  }

  /** Whether the key belongs to another account than the caller. */
  static boolean isAcross(AuthorizationRequest request) {
    return request.caller() instanceof Caller.AccountCaller member
        && request.resource() instanceof KmsResource.Owned owned
        && !owned.accountId().equals(member.accountId());
  }

  private static PolicyLayer delegating(AuthorizationRequest request) {
    if (!(request.caller() instanceof Caller.AccountCaller member)) {
      return ALLOWING_KEY;
    }
    return layer(
        PolicyType.KEY,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"AWS": "arn:%s:iam::%s:root"}, "Action": "kms:*", "Resource": "*"}}
        """
            .formatted(member.partition(), member.accountId()));
  }
}
