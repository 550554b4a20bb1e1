package io.kmspolicy.lint.fix;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;

/** Callers, policies and requests of the tests of the fix. */
final class FixCases {

  static final String ACCOUNT = "111122223333";
  static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  static final String USER = "arn:aws:iam::111122223333:user/alice";
  static final String ROLE = "arn:aws:iam::111122223333:role/App";
  static final String DELEGATE =
      "{\"Sid\":\"Account\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"},"
          + "\"Action\":\"kms:*\",\"Resource\":\"*\"}";
  static final String ADMIN =
      "{\"Sid\":\"Admin\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:role/Admin\"},"
          + "\"Action\":\"kms:*\",\"Resource\":\"*\"}";
  static final PolicyEvaluator REFERENCE = PolicyEvaluator.reference();

  static PolicyLayer layer(PolicyType type, String statements) {
    return PolicyLayer.of(
        new NamedPolicy(
            "policy",
            PolicyReader.forType(type)
                .read("{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}")));
  }

  static PolicySet policies(String keyStatements) {
    return PolicySet.builder()
        .identity(PolicyLayer.of())
        .key(layer(PolicyType.KEY, keyStatements))
        .build();
  }

  static Caller role(String path) {
    return new Caller.RoleSession("aws", ACCOUNT, "App", "i-0abc", new Caller.RolePath.Known(path));
  }

  static RequestContext.Builder context(Caller caller) {
    String arn =
        caller instanceof Caller.RoleCaller known ? known.roleArn().orElse(ROLE) : caller.arn();
    return RequestContext.builder().put("aws:PrincipalArn", arn);
  }

  static AuthorizationRequest request(Caller caller, String action) {
    return AuthorizationRequest.of(caller, action, KmsResource.parse(KEY), context(caller).build());
  }

  static Fix fix(AuthorizationRequest request, PolicySet policies) {
    return FixGenerator.of(new DeniedRequest(request, policies, AwsDenial.none(), false));
  }

  static List<List<Place>> places(Fix fix) {
    return fix.suggestions().stream()
        .map(one -> one.pieces().stream().map(Piece::place).toList())
        .toList();
  }

  static String text(Fix fix, Place place) {
    return fix.suggestions().stream()
        .flatMap(one -> one.pieces().stream())
        .filter(piece -> piece.place() == place)
        .findFirst()
        .orElseThrow()
        .text();
  }

  private FixCases() {}
}
