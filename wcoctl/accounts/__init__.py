"""The portal's accounts and audit log, as far as the portal and the operator's commands must agree on them."""
