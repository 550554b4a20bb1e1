package io.kmspolicy.lint.fix;

import static io.kmspolicy.lint.fix.FixCases.DELEGATE;
import static io.kmspolicy.lint.fix.FixCases.KEY;
import static io.kmspolicy.lint.fix.FixCases.REFERENCE;
import static io.kmspolicy.lint.fix.FixCases.ROLE;
import static io.kmspolicy.lint.fix.FixCases.USER;
import static io.kmspolicy.lint.fix.FixCases.context;
import static io.kmspolicy.lint.fix.FixCases.fix;
import static io.kmspolicy.lint.fix.FixCases.places;
import static io.kmspolicy.lint.fix.FixCases.policies;
import static io.kmspolicy.lint.fix.FixCases.request;
import static io.kmspolicy.lint.fix.FixCases.role;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is wider than the request is found: mutants of pieces, and dropped conditions. */
final class FixProbesTest {

  @Test
  @DisplayName("A grant beside a carried ViaService would allow the call without the service")
  void tooWide_grantBesideACarriedViaService_isFound() {
    Caller app = role("/");
    AuthorizationRequest request =
        AuthorizationRequest.of(
            app,
            "kms:Decrypt",
            KmsResource.parse(KEY),
            context(app).put("kms:ViaService", "s3.us-west-2.amazonaws.com").build());
    KmsAction decrypt = KmsCatalogue.bundled().action("kms:Decrypt").orElseThrow();
    Piece mutant =
        new Piece(
            Place.GRANT, new Grantee.Named(ROLE), decrypt, request.resource(), List.of(), "A");
    assertThat(places(fix(request, policies(DELEGATE))))
        .noneMatch(set -> set.contains(Place.GRANT));
    CarriedCondition via =
        new CarriedCondition("StringEquals", "kms:ViaService", "s3.us-west-2.amazonaws.com");
    assertThat(new FixProbes(REFERENCE, request, List.of(via)).tooWide(mutant))
        .contains("it allows without kms:ViaService");
  }

  /** Each mutant of a piece is found by the probes: they, and no string, hold the pieces small. */
  @Test
  void tooWide_mutantsOfAPiece_areFound() {
    AuthorizationRequest request = request(role("/"), "kms:Decrypt");
    KmsAction decrypt = KmsCatalogue.bundled().action("kms:Decrypt").orElseThrow();
    KmsResource key = request.resource();
    Grantee app = new Grantee.Named(ROLE);
    FixProbes probes = new FixProbes(REFERENCE, request, List.of());

    assertThat(probes.tooWide(new Piece(Place.KEY_POLICY, app, decrypt, key, List.of(), "A")))
        .isEmpty();
    for (String pattern : List.of("kms:*", "kms:D*")) {
      KmsAction wide =
          new KmsAction(
              pattern,
              decrypt.resources(),
              decrypt.crossAccount(),
              decrypt.keyPolicy(),
              decrypt.grantable(),
              decrypt.grantContext(),
              true,
              decrypt.accessLevel(),
              decrypt.conditionKeys(),
              true,
              List.of());
      assertThat(probes.tooWide(new Piece(Place.IDENTITY, app, wide, key, List.of(), "A")))
          .isNotEmpty();
    }
    assertThat(
            probes.tooWide(
                new Piece(Place.IDENTITY, app, decrypt, KmsResource.parse("*"), List.of(), "A")))
        .contains("it allows another key");
    Grantee account =
        new Grantee.ByCondition(
            "arn:aws:iam::111122223333:root", "ArnLike", List.of("arn:aws:iam::*:*"), "App");
    assertThat(probes.tooWide(new Piece(Place.KEY_POLICY, account, decrypt, key, List.of(), "A")))
        .isNotEmpty();
    Grantee everybody = new Grantee.Named("*");
    assertThat(probes.tooWide(new Piece(Place.KEY_POLICY, everybody, decrypt, key, List.of(), "A")))
        .isNotEmpty();
  }

  /** The ARN of a user in the key policy of his account passes a boundary without KMS. */
  @Test
  void tooWide_userByArnInHisAccount_passesTheBoundary() {
    AuthorizationRequest request = request(Caller.parse(USER), "kms:Decrypt");
    KmsAction decrypt = KmsCatalogue.bundled().action("kms:Decrypt").orElseThrow();

    assertThat(
            new FixProbes(REFERENCE, request, List.of())
                .tooWide(
                    new Piece(
                        Place.KEY_POLICY,
                        new Grantee.Named(USER),
                        decrypt,
                        request.resource(),
                        List.of(),
                        "A")))
        .contains("it allows the request under a permissions boundary without KMS");
  }

  @Test
  void tooWide_conditionThatIsDropped_isFound() {
    Caller app = role("/");
    AuthorizationRequest request =
        AuthorizationRequest.of(
            app,
            "kms:Decrypt",
            KmsResource.parse(KEY),
            context(app).put("kms:ViaService", "s3.us-west-2.amazonaws.com").build());
    KmsAction decrypt = KmsCatalogue.bundled().action("kms:Decrypt").orElseThrow();
    CarriedCondition loose =
        new CarriedCondition(
            "StringEqualsIfExists", "kms:ViaService", "s3.us-west-2.amazonaws.com");

    assertThat(
            new FixProbes(REFERENCE, request, List.of(loose))
                .tooWide(
                    new Piece(
                        Place.IDENTITY,
                        new Grantee.Named(ROLE),
                        decrypt,
                        request.resource(),
                        List.of(loose),
                        "A")))
        .contains("it allows without kms:ViaService");
  }

  @Test
  void statement_oldVersion_isNotEscaped() {
    KmsAction decrypt = KmsCatalogue.bundled().action("kms:Decrypt").orElseThrow();
    Piece piece =
        new Piece(
            Place.KEY_POLICY,
            new Grantee.Named(ROLE),
            decrypt,
            KmsResource.parse(KEY),
            List.of(new CarriedCondition("StringEquals", "kms:EncryptionContext:a", "${x}")),
            "A");

    assertThat(piece.statement(PolicyVersion.V2008_10_17)).contains("\"${x}\"");
    assertThat(piece.statement(PolicyVersion.V2012_10_17)).contains("\"${$}{x}\"");
  }

  @Test
  void tooWide_grantOfARole_isNothing() {
    AuthorizationRequest request = request(role("/"), "kms:Decrypt");
    KmsAction decrypt = KmsCatalogue.bundled().action("kms:Decrypt").orElseThrow();

    assertThat(
            new FixProbes(REFERENCE, request, List.of())
                .tooWide(
                    new Piece(
                        Place.GRANT,
                        new Grantee.Named(ROLE),
                        decrypt,
                        request.resource(),
                        List.of(),
                        "A")))
        .isEmpty();
  }
}
