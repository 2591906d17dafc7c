-- A small company. Every story of test_calls.py has a main number and phones of its own, so that they can run together.
INSERT INTO manifest VALUES ('acme', '0123456789abcdef');
INSERT INTO tenant VALUES ('acme', 'Acme', 'en', 'Europe/Warsaw', 1, 30, 0, 0, 6, 200, 2, 60, 2000, 30, 0, 1, 0, 20, 60, 90, 10, 300, 30, 365);
INSERT INTO user VALUES
    ('acme', 'anna', 'Anna', '+48500000001', '', 5, 1, 0, '', '', '', '', '', 0),
    ('acme', 'bob', 'Bob', '+48500000002', '', 5, 1, 0, '', '', '', '', '', 0),
    ('acme', 'celina', 'Celina', '+48500000003', '', 5, 1, 0, '', '', '', '', '', 0),
    ('acme', 'dawid', 'Dawid', '+48500000004', '', 2, 1, 0, '', '', '', '', '', 0),
    ('acme', 'ewa', 'Ewa', '+48500000005', '', 5, 0, 0, '', '', '', '', '', 0),
    ('acme', 'filip', 'Filip', '+48500000006', '', 5, 1, 0, '', '', '', '', '', 0),
    ('acme', 'gosia', 'Gosia', '+48500000007', '', 5, 1, 0, '', '', '', '', '', 0),
    ('acme', 'hania', 'Hania', '+48500000021', '', 5, 1, 0, '', '', '', '', '+48220000001', 0),
    ('acme', 'igor', 'Igor', '+48500000022', '', 5, 1, 0, '', '', '', '', '', 0),
    ('acme', 'jan', 'Jan', '+48500000023', '', 5, 1, 0, '', '', '', '', '', 0);
INSERT INTO outgoing_country VALUES ('acme', 'PL');
INSERT INTO number_range VALUES ('+', '', 'unassigned', ''), ('+48', 'PL', 'other', '11'), ('+49', 'DE', 'other', '12,13');
INSERT INTO holiday VALUES ('2026-11-11', 'Independence Day');

INSERT INTO number VALUES
    ('+48220000001', 'acme', 'menu', 1), ('+48220000002', 'acme', 'talk', 0), ('+48220000003', 'acme', 'taken', 0),
    ('+48220000004', 'acme', 'declined', 0), ('+48220000005', 'acme', 'silent', 0), ('+48220000006', 'acme', 'away', 0),
    ('+48220000007', 'acme', 'engaged', 0), ('+48220000008', 'acme', 'barred', 0), ('+48220000009', 'acme', 'team', 0),
    ('+48220000010', 'acme', 'off', 0), ('+48220000011', 'acme', 'nobody', 0), ('+48220000012', 'acme', 'late', 0),
    ('+48220000013', 'acme', 'hours', 0), ('+48220000014', 'acme', 'loop_a', 0), ('+48220000015', 'acme', 'forward', 0),
    ('+48220000016', 'acme', 'dial_in', 0), ('+48220000017', 'acme', 'all', 0), ('+48220000018', 'acme', 'mistake', 0),
    ('+48220000019', 'acme', 'hello', 0), ('+48220000021', 'acme', 'turns', 0), ('+48220000022', 'acme', 'fair', 0),
    ('+48220000023', 'acme', 'patient', 0), ('+48220000024', 'acme', 'narrow', 0);

INSERT INTO block VALUES
    ('acme', 'menu', 'menu', 'en'), ('acme', 'mistake', 'menu', 'en'), ('acme', 'dial_in', 'internal_number', 'en'),
    ('acme', 'talk', 'user', 'en'), ('acme', 'taken', 'user', 'en'), ('acme', 'declined', 'user', 'en'),
    ('acme', 'silent', 'user', 'en'), ('acme', 'away', 'user', 'en'), ('acme', 'forward', 'redirect', 'en'),
    ('acme', 'engaged', 'hangup', 'en'), ('acme', 'barred', 'hangup', 'en'), ('acme', 'bye', 'hangup', 'en'),
    ('acme', 'team', 'group', 'en'), ('acme', 'all', 'group', 'en'), ('acme', 'off', 'group', 'en'),
    ('acme', 'nobody', 'group', 'en'), ('acme', 'late', 'group', 'en'), ('acme', 'hours', 'condition', 'en'),
    ('acme', 'loop_a', 'condition', 'en'), ('acme', 'loop_b', 'condition', 'en'), ('acme', 'hello', 'announcement', 'en'),
    ('acme', 'turns', 'group', 'en'), ('acme', 'fair', 'group', 'en'), ('acme', 'patient', 'group', 'en'),
    ('acme', 'narrow', 'group', 'en');
INSERT INTO hangup VALUES ('acme', 'engaged', 'busy'), ('acme', 'barred', 'rejected'), ('acme', 'bye', 'normal');
INSERT INTO announcement VALUES ('acme', 'hello', 'aa00');

INSERT INTO input VALUES
    ('acme', 'menu', 'aa00', '', 3, 2, 1, 1, 1, 3), ('acme', 'mistake', 'aa00', 'aa00', 3, 2, 1, 0, 1, 0),
    ('acme', 'dial_in', 'aa00', '', 3, 2, 0, 1, 0, 3);
INSERT INTO internal_number VALUES
    ('acme', 'menu', '20', 'bob', ''), ('acme', 'menu', '201', 'filip', ''), ('acme', 'menu', '21', '', 'team'),
    ('acme', 'dial_in', '30', 'ewa', ''), ('acme', 'dial_in', '301', 'celina', '');
INSERT INTO dial VALUES
    ('acme', 'talk', 'anna', '+48500000001', 5, 0), ('acme', 'taken', 'bob', '+48500000012', 5, 0),
    ('acme', 'declined', 'bob', '+48500000013', 5, 0), ('acme', 'silent', 'bob', '+48500000014', 1, 0),
    ('acme', 'away', 'ewa', '', 5, 0), ('acme', 'forward', '', '+48226000000', 5, 0);
INSERT INTO call_group VALUES
    ('acme', 'team', 'Team', 'linear', 1, 1, 20, 0, 0, 3, 15, 0, '', '', '', 60, 0, 0, 30, '', 0, 0, ''), ('acme', 'all', 'All', 'ring_all', 1, 5, 20, 1, 0, 3, 15, 0, '', '', '', 60, 0, 0, 30, '', 0, 0, ''),
    ('acme', 'off', 'Off', 'linear', 0, 1, 20, 0, 0, 3, 15, 0, '', '', '', 60, 0, 0, 30, '', 0, 0, ''), ('acme', 'nobody', 'Nobody', 'linear', 1, 1, 20, 0, 0, 3, 15, 0, '', '', '', 60, 0, 0, 30, '', 0, 0, ''),
    ('acme', 'late', 'Late', 'round_robin', 1, 1, 2, 0, 0, 3, 15, 0, '', '', '', 60, 0, 0, 30, '', 0, 0, ''), ('acme', 'turns', 'Turns', 'round_robin', 1, 5, 20, 0, 0, 3, 15, 0, '', '', '', 60, 0, 0, 30, '', 0, 0, ''),
    ('acme', 'fair', 'Fair', 'longest_idle', 1, 5, 20, 0, 0, 3, 15, 0, '', '', '', 60, 0, 0, 30, '', 0, 0, ''), ('acme', 'patient', 'Patient', 'linear', 1, 1, 5, 0, 0, 3, 15, 0, '', '', '', 60, 0, 0, 30, '', 0, 0, ''),
    ('acme', 'narrow', 'Narrow', 'linear', 1, 5, 20, 1, 0, 3, 15, 0, '', '', '', 60, 0, 0, 30, '', 0, 0, '');
INSERT INTO member VALUES
    ('acme', 'team', 1, 'dawid'), ('acme', 'team', 2, 'celina'), ('acme', 'team', 3, 'filip'),
    ('acme', 'off', 1, 'dawid'), ('acme', 'late', 1, 'gosia'), ('acme', 'all', 1, 'gosia'), ('acme', 'all', 2, 'filip'),
    ('acme', 'all', 3, 'anna'), ('acme', 'patient', 1, 'dawid'), ('acme', 'patient', 2, 'bob'), ('acme', 'narrow', 1, 'bob');
INSERT INTO member SELECT 'acme', block, position, user FROM
    (SELECT 'turns' AS block UNION SELECT 'fair'),
    (SELECT key + 1 AS position, value AS user FROM json_each('["jan", "hania", "igor"]'));

INSERT INTO schedule VALUES ('acme', 'office', 1);
INSERT INTO schedule_hours SELECT 'acme', 'office', value, 480, 960 FROM json_each('[1, 2, 3, 4, 5]');
INSERT INTO schedule_date VALUES ('acme', 'office', 1, '2026-12-24', '2026-12-26'), ('acme', 'office', 2, '2026-12-20', '2026-12-31');
INSERT INTO schedule_date_hours VALUES ('acme', 'office', 2, 600, 720);
INSERT INTO list_entry VALUES ('acme', 'friends', '+4860', 1), ('acme', 'friends', '+48700000000', 0);
INSERT INTO rule VALUES
    ('acme', 'hours', 1, 'office', 0, '', -1, 0, '', ''), ('acme', 'hours', 2, '', 0, '', 1, 0, '', ''),
    ('acme', 'hours', 3, '', 0, 'friends', -1, 1, '', ''), ('acme', 'hours', 4, '', 0, 'friends', 0, 0, '', '');
INSERT INTO rule_dialled VALUES ('acme', 'hours', 3, '+48220000001');

INSERT INTO exit VALUES
    ('acme', 'menu', 'key_1', 'talk'), ('acme', 'menu', 'key_2', 'engaged'), ('acme', 'menu', 'key_hash', 'bye'),
    ('acme', 'menu', 'wrong_key', 'bye'), ('acme', 'menu', 'no_input', 'bye'), ('acme', 'menu', 'end_of_call', 'bye'),
    ('acme', 'menu', 'busy', ''), ('acme', 'menu', 'no_answer', 'bye'),
    ('acme', 'mistake', 'key_star', 'talk'), ('acme', 'mistake', 'wrong_key', 'bye'), ('acme', 'mistake', 'no_input', ''),
    ('acme', 'dial_in', 'busy', ''), ('acme', 'dial_in', 'no_answer', 'bye'), ('acme', 'dial_in', 'wrong_number', ''),
    ('acme', 'dial_in', 'no_input', 'bye'), ('acme', 'dial_in', 'end_of_call', ''),
    ('acme', 'hello', 'next', 'menu'),
    ('acme', 'team', 'timeout', 'bye'), ('acme', 'team', 'full', 'engaged'), ('acme', 'team', 'end_of_call', 'bye'),
    ('acme', 'all', 'timeout', 'bye'), ('acme', 'all', 'full', 'engaged'), ('acme', 'all', 'end_of_call', ''),
    ('acme', 'off', 'inactive', 'engaged'), ('acme', 'nobody', 'no_members', 'engaged'),
    ('acme', 'late', 'timeout', 'engaged'), ('acme', 'late', 'end_of_call', ''),
    ('acme', 'turns', 'end_of_call', ''), ('acme', 'fair', 'end_of_call', ''), ('acme', 'patient', 'timeout', ''),
    ('acme', 'narrow', 'full', 'engaged'), ('acme', 'narrow', 'timeout', ''),
    ('acme', 'hours', 'rule_1', 'engaged'), ('acme', 'hours', 'rule_2', 'barred'), ('acme', 'hours', 'rule_3', ''),
    ('acme', 'hours', 'rule_4', 'talk'), ('acme', 'hours', 'otherwise', 'bye'),
    ('acme', 'loop_a', 'otherwise', 'loop_b'), ('acme', 'loop_b', 'otherwise', 'loop_a');
INSERT INTO exit SELECT 'acme', block, exit, target FROM
    (SELECT value AS block FROM json_each('["talk", "taken", "declined", "silent", "away", "forward"]')),
    (SELECT 'busy' AS exit, 'engaged' AS target UNION SELECT 'no_answer', 'bye' UNION SELECT 'end_of_call', '');
