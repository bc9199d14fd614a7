-- By when the secret must have a successor: somebody who had seen it left, or an administrator demanded it. The versions that
-- there were end then, whether or not anybody acted: the system never makes a secret by itself.
alter table credential add column rotate_by timestamptz;
