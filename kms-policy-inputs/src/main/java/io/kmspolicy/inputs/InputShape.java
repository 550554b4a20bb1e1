package io.kmspolicy.inputs;

/** The form of a file that holds policies. */
public enum InputShape {
  /** One policy document or one list of grants: the form that {@code PolicyReader} reads. */
  DOCUMENT("a policy document"),
  /** A JSON array of policy documents. */
  DOCUMENTS("a list of policy documents"),
  /** What a command of the AWS command line prints about one policy or some resources. */
  AWS_OUTPUT("output of the AWS command line"),
  /** What {@code aws iam get-account-authorization-details} prints. */
  AUTHORIZATION_DETAILS("output of get-account-authorization-details"),
  /** A CloudFormation template in JSON or YAML, written by hand or by the CDK. */
  CLOUDFORMATION("a CloudFormation template"),
  /** What {@code terraform show -json} prints of a plan. */
  TERRAFORM_PLAN("a Terraform plan"),
  /** What {@code terraform show -json} prints of a state. */
  TERRAFORM_STATE("a Terraform state"),
  /** None of these. */
  OTHER("no form that is known");

  private final String words;

  InputShape(String words) {
    this.words = words;
  }

  /** Whether the policies of the file are those that AWS has, as it returned them. */
  public boolean isReturnedByAws() {
    return this == AWS_OUTPUT || this == AUTHORIZATION_DETAILS || this == TERRAFORM_STATE;
  }

  /** The form as a noun phrase. */
  public String words() {
    return words;
  }
}
