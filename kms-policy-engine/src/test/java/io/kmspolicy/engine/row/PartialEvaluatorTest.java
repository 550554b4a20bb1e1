package io.kmspolicy.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Residual policies of statements that name unique ids beside other forms of a principal. */
class PartialEvaluatorTest {

  private static final String ACCOUNT = "111122223333";
  private static final String ROLE_ID = "AROA1234567890EXAMPLE";
  private static final String USER_ID = "AIDA1234567890EXAMPLE";
  private static final KmsResource KEY =
      KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/1234abcd");

  private static PolicyLayer layer(PolicyType type, List<String> statements) {
    String text =
        ("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}")
            .replace('\'', '"');
    return PolicyLayer.of(new NamedPolicy("p", PolicyReader.forType(type).read(text)));
  }

  /** Every list of some names, in their order. */
  private static List<List<String>> lists(List<String> names) {
    List<List<String>> lists = new ArrayList<>();
    for (int bits = 1; bits < 1 << names.size(); bits++) {
      List<String> list = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        if ((bits >> i & 1) == 1) {
          list.add("'" + names.get(i) + "'");
        }
      }
      lists.add(list);
    }
    return lists;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:sts::111122223333:assumed-role/App/s",
        "arn:aws:iam::111122223333:user/alice",
        "arn:aws:iam::111122223333:root",
        "arn:aws:sts::444455556666:assumed-role/App/s"
      })
  @DisplayName("1.8: a unique id beside an account, a role and a user names each caller as it is")
  void forAction_uniqueIds_isWhatTheReferenceSays(String caller) {
    List<String> names =
        List.of(
            ROLE_ID,
            USER_ID,
            ACCOUNT,
            "arn:aws:iam::111122223333:role/App",
            "arn:aws:iam::111122223333:user/alice");
    String own = "{'Effect':'Allow','Action':'kms:*','Resource':'*'}";
    for (List<String> listed : lists(names)) {
      for (String element : List.of("Principal", "NotPrincipal")) {
        String form =
            "{'Effect':'%s','" + element + "':{'AWS':%s},'Action':'kms:*','Resource':'*'}";
        boolean isNegated = element.equals("NotPrincipal");
        List<String> statements = new ArrayList<>(List.of(form.formatted("Deny", listed)));
        statements.add("{'Effect':'Allow','Principal':'*','Action':'kms:*','Resource':'*'}");
        assertSame(caller, List.of(), statements);
        if (!isNegated) {
          assertSame(caller, List.of(), List.of(form.formatted("Allow", listed)));
          assertSame(caller, List.of(own), List.of(form.formatted("Allow", listed)));
        }
      }
    }
  }

  private static void assertSame(String caller, List<String> own, List<String> statements) {
    PolicySet.Builder policies = PolicySet.builder().key(layer(PolicyType.KEY, statements));
    if (!own.isEmpty()) {
      policies.identity(layer(PolicyType.IDENTITY, own));
    }
    PolicySet all = policies.build();
    PolicyEvaluator reference = PolicyEvaluator.reference();
    for (ContextValue id :
        List.of(
            ContextValue.absent(),
            ContextValue.unknown(),
            ContextValue.of(ROLE_ID + ":s"),
            ContextValue.of(USER_ID),
            ContextValue.of("AROAOTHER:s"))) {
      RequestContext context = RequestContext.builder().set("aws:userid", id).build();
      AuthorizationRequest request =
          AuthorizationRequest.of(Caller.parse(caller), "kms:Decrypt", KEY, context);
      assertThat(Residuals.policy(request, all).decide(context, request.resource().arn()))
          .as("%s with id %s, %s and %s", caller, id, own, statements)
          .isEqualTo(reference.decide(request, all));
    }
  }
}
