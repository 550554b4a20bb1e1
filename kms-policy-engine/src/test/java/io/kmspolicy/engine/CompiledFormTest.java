package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.budget.CompileLimits;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.OpenDecisions;
import io.kmspolicy.engine.row.RowBuilder;
import io.kmspolicy.engine.row.RowInterner;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompiledLayer;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which statements have rows, and which rows are shared. */
class CompiledFormTest {

  private static final KmsResource KEY =
      KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/1234abcd");

  private static final String[] IDENTITY = {
    "{'Effect':'Allow','Action':['kms:Decrypt','kms:GenerateDataKey'],"
        + "'Resource':['arn:aws:kms:us-west-2:111122223333:key/1234abcd','arn:aws:s3:::bucket']}",
    "{'Effect':'Allow','Action':'kms:Describe*','Resource':'arn:aws:kms:us-west-2:111122223333:*'}",
    "{'Effect':'Allow','NotAction':['kms:*Grant','kms:C*','kms:D*','kms:E*','kms:G*','kms:I*',"
        + "'kms:L*','kms:P*','kms:R*','kms:S*','kms:T*','kms:U*'],'Resource':'*'}",
    "{'Effect':'Allow','Action':'kms:Encrypt','Resource':'arn:aws:kms:*:111122223333:key/*',"
        + "'Condition':{'StringEquals':{'kms:EncryptionContext:tenant':['blue','red']},"
        + "'IpAddress':{'aws:SourceIp':'10.0.0.0/8'}}}",
    "{'Effect':'Deny','Action':'k*:ReplicateKey','Resource':'*'}",
    "{'Effect':'Deny','Action':'kms:ScheduleKeyDeletion','NotResource':'arn:aws:kms:*:*:key/x'}",
    "{'Effect':'Allow','Action':'kms:Sign',"
        + "'Resource':'arn:aws:kms:us-west-2:111122223333:key/${aws:PrincipalTag/key}'}"
  };

  private final KmsCatalogue catalogue = KmsCatalogue.bundled();
  private final ActionIndex index = new ActionIndex(catalogue);
  private final PolicyCompiler compiler =
      new PolicyCompiler(
          catalogue, index, CompileLimits.DEFAULT, new StepBudget(StepBudget.OF_A_CHECK));

  @Test
  @DisplayName(
      "2.1: statements about other services are no rows; NotAction of them is about KMS, too")
  void compile_statementsOfOtherServices_areNotThere() {
    List<String> statements = new ArrayList<>(List.of(IDENTITY));
    statements.add(0, "{'Effect':'Deny','Action':['s3:*','iam:PassRole'],'Resource':'*'}");
    statements.add("{'Effect':'Allow','Action':'ec2:Describe*','Resource':'*'}");
    assertThat(rows(statements)).isEqualTo(IDENTITY.length);

    statements.add("{'Effect':'Allow','NotAction':'s3:*','Resource':'*'}");
    assertThat(rows(statements)).isEqualTo(IDENTITY.length + 1);
  }

  private int rows(List<String> statements) {
    CompiledLayer layer =
        compiler.compile(
            PolicyType.IDENTITY,
            Policies.layer(PolicyType.IDENTITY, statements.toArray(String[]::new)));
    return ((CompiledLayer.Tables) layer).levels().get(0).rows().size();
  }

  @Test
  @DisplayName("Equal policies are compiled once and share their table")
  void compile_equalPolicies_shareTheTable() {
    CompiledLayer one =
        compiler.compile(PolicyType.IDENTITY, Policies.layer(PolicyType.IDENTITY, IDENTITY));
    CompiledLayer two =
        compiler.compile(PolicyType.IDENTITY, Policies.layer(PolicyType.IDENTITY, IDENTITY));
    assertThat(((CompiledLayer.Tables) one).levels().get(0))
        .isSameAs(((CompiledLayer.Tables) two).levels().get(0));
  }

  @Test
  @DisplayName("Two roles with equal policies share the residual policy of a variable resource")
  void extend_variableResourceOfTwoRoles_givesEqualRows() {
    RowInterner interner = OpenDecisions.interner(compiler);
    DecisionRow[] rows = new DecisionRow[2];
    for (int i = 0; i < 2; i++) {
      Caller role = Caller.parse("arn:aws:sts::111122223333:assumed-role/App-" + i + "/s");
      RowBuilder builder =
          new RowBuilder(
              compiler,
              interner,
              compiler.compile(role.takenLiterally(), Policies.identity(IDENTITY)),
              compiler.compile(Policies.key(Policies.DELEGATING)),
              AuthorizationRequest.of(
                  role.takenLiterally(), "kms:Sign", KEY, RequestContext.empty()));
      rows[i] = builder.extend(builder.make(), index.number("kms:Sign"));
    }
    assertThat(rows[0].residual(index.number("kms:Sign"), KEY.arn(), interner))
        .isNotInstanceOf(Decision.class);
    assertThat(rows[0]).isEqualTo(rows[1]);
  }
}
