# The role that Snapgate assumes in one AWS account. Apply it in each account that is an environment;
# then name it in AWS_ENVIRONMENTS: {"name": ..., "region": ..., "roleArn": ..., "externalId": ...}.

variable "server_role_arn" {
  description = "The role or user with whose credentials the Snapgate server runs."
  type        = string
}

variable "external_id" {
  description = "Agreed between this account and Snapgate; the externalId in AWS_ENVIRONMENTS."
  type        = string
}

resource "aws_iam_role" "snapgate" {
  name                 = "snapgate"
  description          = "Snapgate takes EBS snapshots with its own tags, and nothing else"
  max_session_duration = 3600
  assume_role_policy = templatefile("${path.module}/trust-policy.json", {
    server_role_arn = var.server_role_arn
    external_id     = var.external_id
  })
}

resource "aws_iam_role_policy" "snapgate" {
  name   = "snapgate"
  role   = aws_iam_role.snapgate.id
  policy = file("${path.module}/policy.json")
}

output "role_arn" {
  value = aws_iam_role.snapgate.arn
}
